"""Tests of the Merkle tree, its proofs and the published vectors."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aboveboard.kernel import merkle
from aboveboard.kernel.merkle import Tree, leaf_hash, node_hash, verify_consistency, verify_inclusion, verify_subtree


def entries(count):
    return [b"entry %d" % number for number in range(count)]


def literal_root(leaves):
    """The root as RFC 9162, section 2.1.1 defines it, by recursion."""
    if len(leaves) < 2:
        return leaf_hash(leaves[0]) if leaves else merkle.EMPTY_ROOT
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(literal_root(leaves[:k]), literal_root(leaves[k:]))


def test_roots_are_those_of_the_definition():
    """For every size to 70 the root of the tree, and of its beginnings, is that of the recursive definition."""
    tree = Tree(entries(70))
    assert [literal_root(entries(size)) for size in range(71)] == [tree.root(size) for size in range(71)]


@given(st.lists(st.integers(0, 9), max_size=8))
def test_batches_do_not_matter(batches):
    """Appending in any batches gives the same root and the indexes in order."""
    tree, todo = Tree(), entries(sum(batches))
    for count in batches:
        assert list(range(len(tree), len(tree) + count)) == list(tree.append(todo[len(tree) : len(tree) + count]))
    assert Tree(todo).root() == tree.root()


def test_every_inclusion_proof_holds_at_its_own_place_only():
    """In every tree to 24 leaves each proof verifies for its leaf and for no other."""
    tree = Tree(entries(24))
    for size in range(1, 25):
        for index in range(size):
            proof = tree.inclusion_proof(index, size)
            held = [
                verify_inclusion(other, size, leaf_hash(entries(24)[index]), proof, tree.root(size))
                for other in range(size)
            ]
            assert [other == index for other in range(size)] == held


def test_every_consistency_proof_holds():
    """For all sizes to 24 an older tree is proved to be the beginning of a newer one, and not of one with a change."""
    tree, forged = Tree(entries(24)), Tree([b"x", *entries(24)[1:]])
    for new in range(1, 25):
        for old in range(1, new + 1):
            proof = tree.consistency_proof(old, new)
            assert verify_consistency(old, new, tree.root(old), tree.root(new), proof)
            assert not verify_consistency(old, new, tree.root(old), forged.root(new), proof)
            assert not verify_consistency(old, new, forged.root(old), tree.root(new), proof)


@given(st.integers(1, 300), st.data())
def test_a_proof_with_any_flipped_bit_fails(size, data):
    """No single bit of leaf, proof or root can change unseen."""
    tree = Tree(entries(size))
    index = data.draw(st.integers(0, size - 1))
    values = [leaf_hash(entries(size)[index]), *tree.inclusion_proof(index), tree.root()]
    assert verify_inclusion(index, size, values[0], values[1:-1], values[-1])
    which, bit = data.draw(st.integers(0, len(values) - 1)), data.draw(st.integers(0, 255))
    values[which] = (int.from_bytes(values[which], "big") ^ (1 << bit)).to_bytes(32, "big")
    assert not verify_inclusion(index, size, values[0], values[1:-1], values[-1])


def test_malformed_proofs_are_refused():
    """Size 0, negative and oversized indexes, and hashes of a wrong length prove nothing."""
    leaf = leaf_hash(b"a")
    assert verify_inclusion(0, 1, leaf, [], leaf)
    assert not verify_inclusion(0, 0, leaf, [], leaf)
    assert not verify_inclusion(-1, 1, leaf, [], leaf)
    assert not verify_inclusion(1, 1, leaf, [], leaf)
    assert not verify_inclusion(0, 1, b"", [], b"")
    assert not verify_inclusion(0, 2, leaf, [b"short"], node_hash(leaf, b"short"))
    assert not verify_consistency(0, 1, merkle.EMPTY_ROOT, leaf, [])
    assert not verify_consistency(0, 0, merkle.EMPTY_ROOT, merkle.EMPTY_ROOT, [])
    assert not verify_consistency(2, 1, leaf, leaf, [])


def test_what_is_not_in_the_tree_has_no_proof():
    """Asking for a leaf, a size or a beginning that is not there is an error."""
    tree = Tree(entries(3))
    for ask in (
        lambda: tree.inclusion_proof(3),
        lambda: tree.consistency_proof(4),
        lambda: tree.root(4),
        lambda: tree.consistency_proof(0),
    ):
        with pytest.raises(ValueError, match="leaves"):
            ask()


def read(shared, name):
    lines = (shared / "data" / "merkle_vectors" / "public" / name).read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert rows
    return rows


def raw(text):
    return base64.b64decode(text or "")


def proof_of(row):
    return [raw(value) for value in row["proof"] or ()]


@pytest.mark.shared
def test_published_inclusion_vectors_agree(shared):
    """Every published inclusion vector, sound or broken, is judged as its authors say."""
    rows = read(shared, "inclusion.jsonl")
    ours = [
        verify_inclusion(r["leafIdx"], r["treeSize"], raw(r["leafHash"]), proof_of(r), raw(r["root"])) for r in rows
    ]
    assert [not r["wantErr"] for r in rows] == ours


@pytest.mark.shared
def test_published_consistency_vectors_agree(shared):
    """Every published consistency vector, sound or broken, is judged as its authors say."""
    rows = read(shared, "consistency.jsonl")
    ours = [verify_consistency(r["size1"], r["size2"], raw(r["root1"]), raw(r["root2"]), proof_of(r)) for r in rows]
    assert [not r["wantErr"] for r in rows] == ours


@pytest.mark.shared
def test_published_subtree_vectors_agree(shared):
    """Every published subtree vector is judged as its authors say, for a leaf in a subtree and a subtree in a tree."""
    for r in read(shared, "subtreeinclusion.jsonl"):
        inside = merkle.is_subtree(r["start"], r["end"], r["end"])
        ok = inside and verify_inclusion(
            r["leafIdx"] - r["start"], r["end"] - r["start"], raw(r["leafHash"]), proof_of(r), raw(r["root"])
        )
        assert (not r["wantErr"]) == ok, r["file"]
    for r in read(shared, "subtreeconsistency.jsonl"):
        ok = verify_subtree(r["start"], r["end"], r["size"], raw(r["root1"]), proof_of(r), raw(r["root2"]))
        assert (not r["wantErr"]) == ok, r["file"]
