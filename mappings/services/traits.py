"""What people change of traits."""

from mappings.models import Trait


def change_origin(trait: Trait, origin: str) -> Trait:
    """Label where the trait's values come from."""
    trait.origin = origin
    trait.save(update_fields=["origin", "updated_at"])
    return trait
