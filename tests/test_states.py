from sco_data.states import DIGITS, Cell, Digest, same, snapshot


def test_a_digest_equals_its_text_and_no_other() -> None:
    digest = Digest.of("Almaty")
    assert len(digest.digits) == DIGITS
    cases: list[tuple[Cell, Cell, bool]] = [
        ("Almaty", digest, True),
        (digest, "Almaty", True),
        (digest, digest, True),
        (digest, "almaty", False),
        ("", digest, False),
        (digest, Digest.of("almaty"), False),
        ("", "", True),
        (digest.digits, digest, False),  # a cell that happens to look like the hash
    ]
    for one, other, equal in cases:
        assert same(one, other) is equal, (one, other)


def test_a_snapshot_has_rows_by_key_in_order() -> None:
    summits = snapshot().tables["summits"]
    keys = list(summits.rows)
    assert keys == sorted(keys)
    assert all(row["summit_id"] == key[0] for key, row in summits.rows.items())
