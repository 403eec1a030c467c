"""Who waits for an earlier time, and to whom a freed time is offered: one person at a time, in an order that is explained."""
