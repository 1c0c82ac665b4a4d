"""The seed data hold together: counts, codes, references, prices, prose."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from stdnum.cn import uscc

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "config/demo/data"
GATES = {"P2", "MIN", "LIC", "HLT", "CASE", "PAY", "REF", "INS"}
FUNDING = {
    "station_contract",
    "purchase_contract",
    "venture",
    "lottery",
    "community_fund",
    "donation",
    "own_resources",
    "user_pays",
    "volunteer",
}
FREE = {"own_resources", "volunteer"}
LEVELS = {"declared", "document_checked", "site_checked", "proven"}
PREFIX = {
    "association": "51",
    "social_service_agency": "52",
    "foundation": "53",
    "public_institution_one": "12",
    "public_institution_two": "12",
    "state_organ": "11",
    "law_firm": "31",
    "company": "91",
}
UNCODED = {"community_organisation", "grassroots_group", "volunteer_team"}
UNPAID = UNCODED | {"public_institution_one", "state_organ"}
KINDS = {
    "social_organisation": 24,
    "volunteer_team": 13,
    "technical_agency": 11,
    "public_sector_unit": 12,
}
TRACKS = {"project", "individual", "confidential", "micro_wish"}
STATES = {
    "draft",
    "wish_claimed",
    "offered",
    "returned",
    "open",
    "proposed",
    "confirmed",
    "in_delivery",
    "completed",
    "closed",
    "paused",
    "withdrawn",
    "referred",
    "merged",
    "refused",
    "unmet",
}
ROLES = {
    "resident",
    "party_member",
    "social_worker",
    "station_manager",
    "grid_leader",
    "community_secretary",
    "street_officer",
    "duty_desk",
    "provider_admin",
    "volunteer",
    "centre_operator",
    "editor",
    "chief_editor",
    "federation_officer",
    "evaluation_office",
    "expert",
    "committee_member",
    "bureau_reviewer",
    "department_reader",
    "security_admin",
    "audit_admin",
    "system_admin",
}


def read_csv(path):
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def by_level(rows, level):
    return [row for row in rows if row["level"] == level]


@pytest.fixture(scope="module")
def territories():
    return read_csv("organisations/data/territories.csv")


@pytest.fixture(scope="module")
def codes(territories):
    return {row["code"]: row for row in territories}


@pytest.fixture(scope="module")
def catalogue():
    return read_json(ROOT / "organisations/data/service_types.json")


@pytest.fixture(scope="module")
def services(catalogue):
    return {row["code"]: row for row in catalogue["types"]}


@pytest.fixture(scope="module")
def providers():
    return read_json(DEMO / "providers.json")["providers"]


@pytest.fixture(scope="module")
def needs():
    return read_json(DEMO / "needs.json")["needs"]


@pytest.fixture(scope="module")
def people():
    return read_json(DEMO / "people.json")["people"]


def test_territories_count_and_nest(territories, codes):
    levels = ("district", "street", "community", "grid")
    counts = [len(by_level(territories, level)) for level in levels]
    assert counts == [1, 18, 222, 1893]
    assert len(codes) == len(territories)
    parent_length = {"street": 6, "community": 9, "grid": 12}
    for row in territories:
        if row["level"] != "district":
            assert row["code"][: parent_length[row["level"]]] in codes
        assert row["name"]
        assert row["name_en"]


def test_communities_and_grids_are_named_as_agreed(territories, codes):
    communities = by_level(territories, "community")
    names = {(row["code"][:9], row["name"]) for row in communities}
    assert len(names) == 222
    assert all(row["name"].endswith("社区") for row in communities)
    committee = ("居委会", "居民委员会")
    assert all(row["full_name"].endswith(committee) for row in communities)
    grids = [0] * 222
    order = {row["code"]: i for i, row in enumerate(communities)}
    for row in by_level(territories, "grid"):
        community = row["code"][:12]
        number = int(row["code"][12:])
        assert row["name"] == f"{codes[community]['name']}第{number}网格"
        grids[order[community]] += 1
    assert grids == [9] * 117 + [8] * 105


def test_catalogue_holds_thirteen_categories_of_five(catalogue, services):
    assert len(catalogue["categories"]) == 13
    assert len(catalogue["types"]) == len(services) == 65
    for category in catalogue["categories"]:
        own = [s for s in services.values() if s["category"] == category["code"]]
        expected = [f"{category['code']}{n}" for n in range(1, 6)]
        assert [s["code"] for s in own] == expected
        flags = {s["for_organisations"] for s in own}
        assert flags == {category["for_organisations"]}


def test_service_types_are_complete(services):
    for service in services.values():
        assert set(service["gates"]) <= GATES
        assert ("LIC" in service["gates"]) == bool(service["licence"])
        assert bool(service["licence"]) == bool(service["licence_en"])
        for field in ("name", "name_en", "description", "description_en"):
            assert service[field], (service["code"], field)
        assert service["unit"]
        assert service["unit_en"]
        assert service["synonyms"]


def test_workdays_cover_three_years_without_a_gap():
    rows = read_csv("records/data/workdays.csv")
    first = date(2025, 1, 1)
    days = [(first + timedelta(n)).isoformat() for n in range(1095)]
    assert [row["day"] for row in rows] == days
    for row in rows:
        assert (row["provisional"] == "1") == row["day"].startswith("2027")
        assert bool(row["name"]) == bool(row["name_en"])
        assert row["source"]
        weekday = date.fromisoformat(row["day"]).weekday() < 5
        assert row["name"] or (row["is_workday"] == "1") == weekday


def test_workdays_add_up():
    rows = read_csv("records/data/workdays.csv")
    worked = {
        year: sum(int(r["is_workday"]) for r in rows if r["day"].startswith(year))
        for year in ("2025", "2026", "2027")
    }
    assert worked == {"2025": 248, "2026": 248, "2027": 254}
    named = [r for r in rows if r["name"] and r["day"].startswith("2027")]
    assert len(named) == 13
    assert {r["is_workday"] for r in named} == {"0"}
    is_workday = {r["day"]: r["is_workday"] for r in rows}
    assert is_workday["2026-02-14"] == "1"
    assert is_workday["2026-02-16"] == "0"
    assert is_workday["2025-10-11"] == "1"


def test_stage_limits_are_a_full_grid():
    data = read_json(ROOT / "matching/data/stage_limits.json")
    stages = [row["code"] for row in data["stages"]]
    lanes = [row["code"] for row in data["lanes"]]
    assert (len(stages), len(lanes)) == (10, 5)
    cells = [(row["stage"], row["lane"]) for row in data["limits"]]
    assert cells == [(stage, lane) for stage in stages for lane in lanes]
    for row in data["limits"]:
        assert row["unit"] in {"hour", "workday", "day", None}
        assert (row["amount"] is None) == (row["unit"] is None)
        assert row["amount"] is not None or row["rule"]


def test_providers_are_sixty_distinct_demo_bodies(providers, codes):
    assert len(providers) == 60
    for field in ("ref", "name", "name_en"):
        assert len({p[field] for p in providers}) == 60
    kinds = [p["kind"] for p in providers]
    assert {kind: kinds.count(kind) for kind in KINDS} == KINDS
    for provider in providers:
        assert provider["name"].endswith("（演示）")
        assert codes[provider["street"]]["level"] == "street"
        assert provider["grade"] in {None, 1, 2, 3, 4, 5}
        assert bool(provider["grade"]) == bool(provider["grade_from"])
        assert provider["grade"] is None or provider["form"] not in UNPAID


def test_credit_codes_fit_the_form(providers):
    coded = [p["credit_code"] for p in providers if p["credit_code"]]
    assert len(set(coded)) == len(coded)
    for provider in providers:
        code, form = provider["credit_code"], provider["form"]
        if form in UNCODED:
            assert code == ""
            continue
        assert uscc.is_valid(code), provider["ref"]
        assert code.startswith(PREFIX[form] + "440104DEM0")
    filed = {p["form"] for p in providers if p["filing_no"]}
    assert filed == {"community_organisation"}


def test_capabilities_are_well_formed(providers, services, codes):
    for provider in providers:
        for capability in provider["capabilities"]:
            label = (provider["ref"], capability["service"])
            assert capability["service"] in services, label
            assert set(capability["gates"]) <= GATES, label
            assert capability["level"] in LEVELS, label
            assert capability["coverage"], label
            assert set(capability["coverage"]) <= codes.keys(), label
            assert 0 <= capability["booked"] <= capability["weekly"], label
            assert capability["weekly"] > 0, label
            date.fromisoformat(capability["valid_until"])
            for window in capability["windows"]:
                assert re.fullmatch("[1-7]+", window["days"]), label
                assert re.fullmatch(r"\d\d:\d\d", window["start"]), label
                assert re.fullmatch(r"\d\d:\d\d", window["end"]), label


def test_prices_name_who_pays(providers):
    for provider in providers:
        for capability in provider["capabilities"]:
            label = (provider["ref"], capability["service"])
            assert set(capability["funding"]) <= FUNDING, label
            assert capability["funding"], label
            if provider["form"] in UNPAID:
                assert capability["price_fen"] == 0, label
            if capability["price_fen"]:
                assert set(capability["funding"]) - FREE, label


def test_every_service_is_on_some_menu(providers, services):
    offered = {c["service"] for p in providers for c in p["capabilities"]}
    assert offered == set(services)
    cases = {c["demo_case"] for p in providers for c in p["capabilities"]}
    assert cases == {"", "unverified", "expired", "elsewhere", "off_hours", "full"}


def test_past_projects_are_written_out(providers, services):
    texts = []
    for provider in providers:
        projects = provider["past_projects"]
        assert 3 <= len(projects) <= 5, provider["ref"]
        for project in projects:
            texts.append(project["text"])
            label = (provider["ref"], project["title"])
            assert 40 <= len(re.findall("[一-鿿]", project["text"])) <= 160, label
            assert project["title_en"], label
            assert project["text_en"], label
            assert 2020 <= project["year"] <= 2026, label
            assert set(project["services"]) <= services.keys(), label
    assert len(set(texts)) == len(texts)


def test_stations_have_one_operator_each(providers, codes, needs):
    run = [(s, p) for p in providers for s in p["stations"]]
    streets = [street for street, _ in run]
    assert len(set(streets)) == len(streets) == 14
    assert {p["form"] for _, p in run} == {"social_service_agency"}
    assert {n["community"][:9] for n in needs} <= set(streets)
    assert {"440104011", "440104022"} <= set(streets)


def test_needs_refer_to_what_exists(needs, services, codes):
    refs = [need["ref"] for need in needs]
    assert len(set(refs)) == len(refs)
    assert {r for r in refs if r < 100} == set(range(1, 16))
    for need in needs:
        assert codes[need["community"]]["level"] == "community", need["ref"]
        matter = r"|(ZH|ZG|ZX|YJ)-\d\d" if need["ref"] == 5 else r"(ZH|ZG|ZX|YJ)-\d\d"
        assert re.fullmatch(matter, need["matter"]), need["ref"]
        assert need["track"] in TRACKS
        assert need["urgency"] in {"urgent", "soon", "normal"}
        assert need.get("merged_into", refs[0]) in refs
        for item in need["items"]:
            assert item["service"] in services, need["ref"]
            assert item["quantity"] > 0
            assert item["weeks"] > 0
            assert set(item["funding"]) <= FUNDING
            assert bool(item["start"]) == bool(item["end"])


def test_needs_stand_in_every_state(needs):
    states = [need["target_state"] for need in needs]
    assert set(states) == STATES
    ends = {need["ref"]: need["target_state"] for need in needs}
    assert {ref: ends[ref] for ref in (5, 11, 12, 15)} == {
        5: "wish_claimed",
        11: "referred",
        12: "referred",
        15: "offered",
    }
    assert sum(need["extra"] for need in needs) <= 8


def test_people_are_distinct_and_placed(people, codes, providers):
    refs = {p["ref"] for p in providers}
    for field in ("username", "name", "phone"):
        assert len({p[field] for p in people}) == len(people), field
    for person in people:
        assert re.fullmatch("[a-z0-9_-]+", person["username"])
        assert re.fullmatch(r"1990000\d{4}", person["phone"])
        assert person["role"] in ROLES
        assert person["territory"] in codes or not person["territory"]
        assert person["provider"] in refs or not person["provider"]
        assert person["employer"] in refs or not person["employer"]
        assert not (person["territory"] and person["provider"])
        employed = person["role"] in {"social_worker", "station_manager"}
        assert bool(person["employer"]) == employed


def test_people_fill_every_role_station_and_seat(people, providers, needs):
    accounts = {p["username"] for p in people if p["group"] == "role"}
    assert accounts == ROLES
    assert all(p["username"] == p["role"] for p in people if p["group"] == "role")
    station = {
        (p["territory"], p["employer"], p["role"])
        for p in people
        if p["group"] == "station"
    }
    roles = ("social_worker", "station_manager")
    assert station == {
        (s, p["ref"], r) for p in providers for s in p["stations"] for r in roles
    }
    admins = [p["provider"] for p in people if p["group"] == "provider"]
    assert sorted(admins) == sorted(p["ref"] for p in providers)
    seats = {(p["territory"], p["role"]) for p in people if p["group"] == "community"}
    wanted = ("party_member", "resident", "community_secretary")
    alone = {4, 5, 15}  # a confidential case, a wish, an offer: no team goes along
    staffed = {n["community"] for n in needs if n["ref"] not in alone}
    assert seats == {(code, role) for code in staffed for role in wanted}
    officers = [p["territory"] for p in people if p["group"] == "street"]
    assert len(set(officers)) == len(officers) == 18
