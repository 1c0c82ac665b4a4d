"""Days and hours as people type them, the same on Chinese and English pages.

The first of each list is how a field shows its value: the only one that the browser's
own calendar reads. A day that begins with its month (11/27/2026) is refused rather than
guessed: half of the world reads it the other way round. 2026-9-5 is taken too.
"""

DATE_INPUT_FORMATS = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%d %b %Y",
    "%d %B %Y",
]
TIME_INPUT_FORMATS = ["%H:%M", "%H:%M:%S", "%H：%M", "%H点%M分", "%H点"]
DATETIME_INPUT_FORMATS = [
    f"{day} {hour}" for day in DATE_INPUT_FORMATS for hour in TIME_INPUT_FORMATS
]
