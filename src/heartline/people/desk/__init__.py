"""Staff's pages of people: find, register, the patient's page, the timeline, proxies, the audit log."""
