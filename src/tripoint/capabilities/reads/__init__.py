"""Read counts: each month a party tells each partner how often the partner's dossiers were read (safeguard S12)."""
