"""What a scheme adds to a request is not shown by accident."""

from mappings.catalog.authentication import Proof, make_proof
from mappings.catalog.schema import Authentication
from tests.catalog.builders import SECRET


def test_no_scheme_adds_nothing():
    assert make_proof(Authentication("none"), {"key": SECRET}) == Proof()


def test_the_repr_of_a_proof_holds_no_secret():
    proof = make_proof(Authentication("bearer", ("key",)), {"key": SECRET})
    assert repr(proof) == "Proof(…)"
