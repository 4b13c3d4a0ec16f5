"""The machine part of datapackage.json."""

import json

from sco_keeping.build.descriptor import machine_part, renewed, to_json


def test_machine_part_of_a_file() -> None:
    assert machine_part(b"id\na\n", 1) == {
        "hash": "sha256:1830fc9c555d1d487575d177ff91a65767af948c8319af93d72ca6cffa43c7f9",
        "bytes": 5,
        "rows": 1,
    }


def test_what_people_wrote_keeps_its_place_and_words() -> None:
    descriptor = {
        "title": "Häfen",
        "resources": [{"hash": "old", "name": "a", "title": "A"}, {"name": "b", "licenses": []}],
        "version": "1.0.0",
    }
    new = renewed(descriptor, {"a": {"hash": "new", "bytes": 5, "rows": 1}})
    assert json.dumps(new) == json.dumps(
        {
            "title": "Häfen",
            "resources": [
                {"hash": "new", "name": "a", "title": "A", "bytes": 5, "rows": 1},
                {"name": "b", "licenses": []},
            ],
            "version": "1.0.0",
        }
    )
    assert descriptor["resources"][0] == {"hash": "old", "name": "a", "title": "A"}


def test_json_is_utf8_with_a_final_newline() -> None:
    assert to_json({"title": "Häfen", "n": [1]}) == '{\n  "title": "Häfen",\n  "n": [\n    1\n  ]\n}\n'.encode()
