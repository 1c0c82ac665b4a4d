"""Three people stand behind everything that is public."""

from collections.abc import Callable
from itertools import permutations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState

from cms.domain.check import NAME, STEPS, install_checks
from cms.models import HomePage, NoticePage
from cms.queries import waiting_for
from organisations.enums import Role
from organisations.models import Territory, User
from tests.factories.cms import NoticeIndexPageFactory, NoticePageFactory
from tests.factories.organisations import AppointmentFactory, TerritoryFactory

Appoint = Callable[[Role], User]


@pytest.fixture
def appoint(db: None) -> Appoint:
    install_checks()
    district: Territory = TerritoryFactory(district=True)

    def make(role: Role) -> User:
        user = AppointmentFactory(role=role, territory=district).user
        user.keep_groups_in_step()
        return user

    return make


@pytest.fixture
def notice(home: HomePage) -> NoticePage:
    return NoticePageFactory(parent=NoticeIndexPageFactory(parent=home), live=False)


def submit(page: NoticePage, author: User) -> None:
    page.save_revision(user=author)
    page.get_workflow().start(page, author)


def offered(page: NoticePage, user: User) -> set[str]:
    fresh = NoticePage.objects.get(pk=page.pk)
    task = fresh.current_workflow_task
    return {name for name, _label, _modal in task.get_actions(fresh, user)}


def act(client: Client, page: NoticePage, user: User, action: str = "approve") -> int:
    client.force_login(user)
    state = NoticePage.objects.get(pk=page.pk).current_workflow_task_state
    url = reverse(
        "wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]
    )
    return client.post(url, {"comment": ""}).status_code


def is_public(page: NoticePage) -> bool:
    return NoticePage.objects.get(pk=page.pk).live


def test_author_editor_and_chief_editor_publish(
    client: Client, appoint: Appoint, notice: NoticePage
) -> None:
    author, editor = appoint(Role.EDITOR), appoint(Role.EDITOR)
    chief = appoint(Role.CHIEF_EDITOR)
    submit(notice, author)
    assert [offered(notice, user) for user in (author, editor)] == [
        set(),
        {"approve", "reject"},
    ]
    assert waiting_for(author) == []
    [task] = waiting_for(editor)
    assert (task.title, task.url) == ("审核 1 个待发布的页面", "/admin/")
    assert notice.title in task.detail
    assert act(client, notice, editor) in {200, 302}
    assert not is_public(notice)
    assert offered(notice, editor) == set()
    assert [len(waiting_for(user)) for user in (editor, chief)] == [0, 1]
    assert act(client, notice, chief) in {200, 302}
    assert is_public(notice)
    assert waiting_for(chief) == []


@pytest.mark.parametrize("order", sorted(set(permutations("aab")) | {("a",) * 3}))
def test_nobody_takes_two_steps(
    client: Client, appoint: Appoint, notice: NoticePage, order: tuple[str, ...]
) -> None:
    chiefs = {name: appoint(Role.CHIEF_EDITOR) for name in "ab"}
    author, second, third = (chiefs[name] for name in order)
    submit(notice, author)
    act(client, notice, second)
    if offered(notice, third):
        act(client, notice, third)
    assert not is_public(notice)


def test_who_wrote_into_it_does_not_approve_it(
    client: Client, appoint: Appoint, notice: NoticePage
) -> None:
    author, other = appoint(Role.EDITOR), appoint(Role.EDITOR)
    notice.save_revision(user=other)
    submit(notice, author)
    assert offered(notice, other) == set()
    waiting = TaskState.objects.reviewable_by(other)
    assert (waiting.count(), act(client, notice, other)) == (0, 302)
    assert not is_public(notice)


def test_what_is_being_checked_is_not_changed(
    client: Client, appoint: Appoint, notice: NoticePage
) -> None:
    author, editor = appoint(Role.EDITOR), appoint(Role.EDITOR)
    submit(notice, author)
    lock = NoticePage.objects.get(pk=notice.pk).get_lock()
    assert [lock.for_user(user) for user in (author, editor)] == [True, True]
    assert "等待你的审查" in lock.get_message(editor)


def test_what_was_sent_back_is_written_again(
    client: Client, appoint: Appoint, notice: NoticePage
) -> None:
    author, editor = appoint(Role.EDITOR), appoint(Role.EDITOR)
    submit(notice, author)
    act(client, notice, editor, "reject")
    again = NoticePage.objects.get(pk=notice.pk)
    assert again.get_lock() is None
    again.save_revision(user=author)
    again.current_workflow_state.resume(author)
    assert offered(notice, editor) == {"approve", "reject"}


def test_a_chief_editor_cannot_publish_past_the_checks(
    appoint: Appoint, notice: NoticePage
) -> None:
    chief = appoint(Role.CHIEF_EDITOR)
    revision = notice.save_revision(user=chief)
    with pytest.raises(PermissionDenied):
        revision.publish(user=chief)
    assert not is_public(notice)


def test_the_chief_editor_takes_down(appoint: Appoint, notice: NoticePage) -> None:
    chief = appoint(Role.CHIEF_EDITOR)
    notice.get_latest_revision().publish()
    live = NoticePage.objects.get(pk=notice.pk)
    may = live.permissions_for_user(chief)
    assert (may.can_unpublish(), may.can_publish()) == (True, False)
    editor = appoint(Role.EDITOR)
    assert live.permissions_for_user(editor).can_unpublish() is False


def test_the_checks_are_made_once(appoint: Appoint, home: HomePage) -> None:
    first, second = install_checks(), install_checks()
    assert first == second == home.get_workflow()
    tasks = first.workflow_tasks.order_by("sort_order")
    assert [(row.task.name, NAME) for row in tasks] == [
        (name, first.name) for name, _roles in STEPS
    ]
