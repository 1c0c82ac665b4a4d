"""Which words of people say something about a provider, and so are learned from."""

from matching.enums.engagement import DeclineReason
from matching.enums.pack import SwapReason

# A recusal, missing money or "other" say nothing about how well it would have gone.
MERIT_DECLINES = (
    DeclineReason.TIME,
    DeclineReason.HANDS,
    DeclineReason.FAR,
    DeclineReason.PROFESSION,
    DeclineReason.BEYOND,
)
# A wish of the person, or a chance for another provider, say nothing against the first.
MERIT_SWAPS = (
    SwapReason.FAMILIAR,
    SwapReason.LANGUAGE,
    SwapReason.NEARER,
    SwapReason.TIME,
    SwapReason.EXPERIENCE,
)
