"""Who may need a hand to come: the chance that a visit is missed, learned from the organisation's own history."""
