"""An image while it grows: a value that is never copied per block, and forks that share until they differ."""

import pytest

from premises.machine.growing import Growing

IDENTITY = b"what it is to be"


def grown(octets: bytes, size: int = 48) -> list[Growing]:
    """Give every stage of an image that grows block by block, the empty one first."""
    stages = [Growing(IDENTITY)]
    for start in range(0, len(octets), size):
        stages.append(stages[-1].grown(octets[start : start + size]))
    return stages


def buffers(stages: list[Growing]) -> int:
    """Give how many buffers stand behind ``stages``: one more than there were copies."""
    return len({id(stage._buffer) for stage in stages})


def test_growing_gives_a_longer_image_and_leaves_the_shorter_one_alone() -> None:
    empty = Growing(IDENTITY)
    first = empty.grown(b"abc")
    second = first.grown(b"def")

    assert [image.whole() for image in (empty, first, second)] == [b"", b"abc", b"abcdef"]
    assert [image.length for image in (empty, first, second)] == [0, 3, 6]


@pytest.mark.parametrize("size", [4_800, 48_000])
def test_an_image_ten_times_as_large_is_copied_no_more_often(size: int) -> None:
    stages = grown(bytes(size))

    assert len(stages) == 1 + size // 48
    assert buffers(stages) == 1, "all stages share one buffer: a block costs a block"


def test_forks_that_grow_alike_share_one_buffer() -> None:
    at = Growing(IDENTITY).grown(b"abc")
    one, other = at.grown(b"def"), at.grown(b"def")
    further = other.grown(b"ghi")

    assert buffers([at, one, other, further]) == 1
    assert (one.whole(), further.whole()) == (b"abcdef", b"abcdefghi")


@pytest.mark.parametrize("data", [b"xyz", b"de", b"defg", b"dex"])
def test_forks_that_grow_differently_part_company(data: bytes) -> None:
    at = Growing(IDENTITY).grown(b"abc")
    one = at.grown(b"def")
    other = at.grown(data)

    assert one.whole() == b"abcdef"
    assert other.whole() == b"abc" + data
    assert at.whole() == b"abc"


def test_after_parting_each_fork_grows_without_another_copy() -> None:
    at = Growing(IDENTITY).grown(b"abc")
    at.grown(b"def")
    other = [at.grown(b"xyz")]
    for _ in range(50):
        other.append(other[-1].grown(b"more"))

    assert buffers(other) == 1
    assert other[-1].whole() == b"abcxyz" + 50 * b"more"


def test_a_fork_that_went_further_does_not_show_in_one_that_did_not() -> None:
    at = Growing(IDENTITY).grown(b"abc")
    at.grown(b"defghi")

    assert at.whole() == b"abc"
    assert at.part(0, 100) == b"abc"
    assert at.part(3, 100) == b""


@pytest.mark.parametrize(
    ("start", "size", "octets"), [(0, 3, b"abc"), (2, 2, b"cd"), (4, 9, b"ef"), (6, 1, b""), (9, 9, b""), (0, 0, b"")]
)
def test_a_part_is_what_there_is_and_no_more(start: int, size: int, octets: bytes) -> None:
    assert Growing(IDENTITY).grown(b"abcdef").part(start, size) == octets


def test_images_are_equal_when_they_are_to_be_the_same_and_are_as_long() -> None:
    one, other = grown(bytes(96))[-1], grown(bytes(96), 32)[-1]

    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize("other", [Growing(b"another").grown(b"abc"), Growing(IDENTITY).grown(b"ab"), b"abc", None])
def test_images_differ_by_what_they_are_to_be_and_by_length(other: object) -> None:
    assert Growing(IDENTITY).grown(b"abc") != other


def test_a_picture_of_an_image_shows_no_octets_of_it() -> None:
    assert repr(Growing(b"\xaa\xbb").grown(b"secret")) == "Growing(aabb, 6 octets)"
