"""Grants and row-level security, applied after every migration from the catalogue, so no table is forgotten.

A table with a `patient_id` column (or named in OWN_ROWS) gets a policy; a table without one that a patient's
request may read or write is named here; everything else is closed to patients. Where a row can be `confidential`, it is
shown to the patient themselves and to no proxy.
"""

import re

from django.db import connection

from heartline.kernel.db.confine import PARTNER_ROLE, PATIENT_ROLE, ROLES, SIGN_IN_ROLE, STAFF_ROLE

# Tables whose own key says whose they are, and the condition under which a patient's request sees a row.
OWN_ROWS = {
    "people_patient": "id = ANY (heartline_visible_patients())",
    "people_account": "id = heartline_account()",
    "channels_pushdevice": "account_id = heartline_account()",
    "people_proxy": "holder_id = heartline_account() OR patient_id = ANY (heartline_visible_patients())",
}

# Without patient data: what anybody may read, and what a patient's request may also write.
CATALOGUE = [
    "django_content_type",
    "django_migrations",
    "people_organization",
    "people_site",
    "people_room",
    "people_openinghours",
    "people_staffmember",
    "people_staffmember_sites",
    "people_agerule",
    "people_privatecare",
    "conversations_queue",
    "conversations_closedday",
    "scheduling_service",
    "scheduling_resource",
    "scheduling_offering",
    "scheduling_workingpattern",
    "scheduling_patternexception",
    "scheduling_closure",
    "scheduling_need",
    "scheduling_groupsession",
    "scheduling_plan",
    "scheduling_planstep",
]
# Jobs are written and their numbers read, no more: what they are about may be somebody else's.
WRITABLE = {
    "scheduling_reservation": "SELECT, INSERT, UPDATE, DELETE",
    "procrastinate_jobs": "SELECT (id), INSERT (queue_name, task_name, priority, lock, queueing_lock, args, scheduled_at)",
    "procrastinate_events": "INSERT (job_id, type, at)",
}
# Rows that everybody may see as far as WRITABLE goes, but add only under a condition, and change or remove only under
# another, or not at all. Added: a hold for minutes, or the time of a visit (written just before the visit is); a reaction
# to an event that one sees. Removed: a dead hold, one's own (confine.holding), or the time of a visit that one sees. (The
# sub-selects are confined by their tables' own policies.)
ADDED_IF = {
    "scheduling_reservation": "group_session_id IS NULL AND (appointment_id IS NULL) = (held_until IS NOT NULL) "
    "AND (held_until IS NULL OR held_until < heartline_now() + interval '20 minutes')",
    "procrastinate_jobs": "task_name = 'heartline.react' AND queueing_lock IS NULL AND scheduled_at IS NULL "
    "AND priority = 0 AND EXISTS (SELECT FROM ledger_event AS e WHERE e.id = (args ->> 'event_id')::bigint)",
    "procrastinate_events": "type = 'deferred'",
}
REMOVED_IF = {
    "scheduling_reservation": "CASE WHEN appointment_id IS NULL "
    "THEN held_until <= heartline_now() OR (held_until IS NOT NULL AND holder = heartline_holder()) "
    "ELSE appointment_id IN (SELECT id FROM scheduling_appointment) END",
}
# What a patient's request may do with its own rows, where that is less than everything. Nobody grants themselves
# somebody else's record: proxies are made by staff, and accounts and records are tied together by staff or at sign-up.
OWN_RIGHTS = {
    "people_patient": "SELECT, UPDATE",
    "people_account": "SELECT",
    "channels_pushdevice": "SELECT, INSERT, DELETE",
    "people_proxy": "SELECT",
    "people_identifier": "SELECT",
    "people_invitation": "SELECT",
    "people_matchkeys": "SELECT, INSERT, UPDATE",
    "people_protection": "SELECT",
    "people_opening": "SELECT",
    "people_logincheck": "SELECT",
    "people_accessrequest": "SELECT, INSERT",
    "conversations_conversation": "SELECT, INSERT",
    "conversations_message": "SELECT, INSERT",
    "conversations_attachment": "SELECT, INSERT",
    "conversations_delivery": "SELECT",
    "conversations_task": "SELECT",
    "conversations_translation": "SELECT",
    "conversations_consententry": "SELECT, INSERT",
    "scheduling_appointment": "SELECT, INSERT, UPDATE",
    "scheduling_calendarfeed": "SELECT, INSERT",
    "scheduling_groupwaiting": "SELECT, INSERT, DELETE",
    "scheduling_planbooking": "SELECT, INSERT",
    "scheduling_reassignedvisit": "SELECT",
    "scheduling_series": "SELECT, INSERT",
    "scheduling_waitlistentry": "SELECT, INSERT",
    "scheduling_waitlistoffer": "SELECT",
}
# Columns that a patient's request may change although its table says otherwise.
OWN_COLUMNS = {
    "people_account": ["display_name", "language"],
    "people_proxy": ["revoked_at", "revoked_by"],
    "people_accessrequest": ["status", "fetched_at", "closed_at"],
    "conversations_message": ["read_at"],
    "scheduling_calendarfeed": ["revoked_at", "revoked_by"],
    "scheduling_reassignedvisit": ["answer", "answered_at"],
    # Wishes and leaving, but neither urgency nor since when.
    "scheduling_waitlistentry": [
        "weekdays",
        "starts",
        "ends",
        "clinicians",
        "sites",
        "modes",
        "first",
        "until",
        "notice",
        "status",
        "ended_at",
        "unanswered",
    ],
    "scheduling_waitlistoffer": ["state", "answered_at", "visit_id", "gained"],
}
# What has to be true of a row that a patient's request adds, besides that it is theirs: nobody writes in another's name,
# and nobody puts into a row what only staff and the worker decide.
OWN = "patient_id = ANY (heartline_own_patients())"
JUST_NOW = "heartline_now() - interval '5 minutes'"  # the clocks of web processes and database may differ a little
# Who acts is the login itself, now, through the portal (its name, and whether it is the patient or acts for one, the
# trigger `actor_named` writes).
ACTING = (
    "actor_kind IN ('patient', 'proxy') AND actor_id = heartline_account() AND actor_role = '' AND door = 'portal' "
    f"AND at > {JUST_NOW} AND at < heartline_now() + interval '5 minutes'"
)
OWN_NEW = {
    "ledger_event": ACTING,
    "audit_entry": ACTING,
    "people_accessrequest": "asked_by_id = heartline_account() AND status = 'asked' AND key = '' "
    f"AND asked_at > {JUST_NOW} AND ready_at IS NULL",
    "conversations_conversation": "account_id = heartline_account() AND door = 'portal' AND address = '' "
    "AND our_address = '' AND sender_name = '' AND owner = 'nobody' AND keeper_id IS NULL AND status = 'awaiting' "
    "AND due = '' AND deadlines = 0 AND failures = 0 AND epoch = 0 AND NOT waiting AND NOT emergency AND NOT declined "
    "AND NOT wants_person AND NOT untold AND NOT undelivered AND merged_into_id IS NULL AND waiting_since IS NULL "
    "AND answered_at IS NULL AND resolved_at IS NULL AND snoozed_until IS NULL AND last_at = created_at "
    f"AND created_at > {JUST_NOW}",
    "conversations_message": "account_id = heartline_account() AND direction = 'in' AND author IN ('patient', 'proxy') "
    "AND door = 'portal' AND address = '' AND provider = '' AND provider_id = '' AND key = '' AND staff_member_id IS NULL "
    f"AND read_at IS NULL AND at > {JUST_NOW} AND EXISTS (SELECT FROM conversations_conversation AS c "
    "WHERE c.id = conversation_id AND c.patient_id = conversations_message.patient_id "
    "AND c.confidential = conversations_message.confidential)",
    "conversations_attachment": "state = 'kept' AND url = '' AND why = '' AND EXISTS (SELECT FROM conversations_message AS m "
    "WHERE m.id = message_id AND m.account_id = heartline_account() AND m.direction = 'in' "
    "AND m.patient_id = conversations_attachment.patient_id AND m.confidential = conversations_attachment.confidential "
    f"AND m.at > {JUST_NOW})",
    "conversations_consententry": "source = 'choice' AND door = 'portal' AND number = '' AND NOT written "
    f"AND at > {JUST_NOW}",
    "scheduling_appointment": "status = 'booked'",
    "scheduling_calendarfeed": "account_id = heartline_account() AND revoked_at IS NULL "
    f"AND (NOT with_confidential OR {OWN})",
    "scheduling_groupwaiting": f"told_at IS NULL AND asked_at > {JUST_NOW}",
    "scheduling_waitlistentry": f"status = 'waiting' AND urgency = 0 AND joined_at > {JUST_NOW} "
    "AND (appointment_id IS NULL OR appointment_id IN (SELECT id FROM scheduling_appointment))",
}
# Which of their rows a patient's request may change or lock, and what has to be true of them then.
OWN_CHANGED = {
    "people_accessrequest": (
        "asked_by_id = heartline_account()",
        "status = 'withdrawn' OR (status = 'fetched' AND ready_at IS NOT NULL)",
    ),
    "conversations_message": ("direction = 'out' AND read_at IS NULL", f"read_at > {JUST_NOW}"),
    "scheduling_calendarfeed": (
        f"revoked_at IS NULL AND (account_id = heartline_account() OR {OWN})",
        "revoked_at IS NOT NULL",
    ),
    "scheduling_waitlistoffer": (
        "state IN ('open', 'expired')",
        "state NOT IN ('open', 'expired') AND (visit_id IS NULL OR visit_id IN (SELECT id FROM scheduling_appointment))",
    ),
}
# What signing in needs: accounts and their keys, and no patient. (Sessions are kept by the owner, outside of confinement.)
SIGN_IN = {
    "people_account": "SELECT, INSERT, UPDATE",
    "people_staffmember": "SELECT",
    "people_organization": "SELECT",
    "people_site": "SELECT",
    "django_content_type": "SELECT",
    "django_session": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailaddress": "SELECT, INSERT, UPDATE, DELETE",
    "account_emailconfirmation": "SELECT, INSERT, UPDATE, DELETE",
    "mfa_authenticator": "SELECT, INSERT, UPDATE, DELETE",
    "socialaccount_socialaccount": "SELECT, INSERT, UPDATE, DELETE",
    "socialaccount_socialapp": "SELECT",
    "socialaccount_socialtoken": "SELECT, INSERT, UPDATE, DELETE",
}
# Columns of patients' tables that name something which may be confidential by now, though the row did not say so then:
# such a row is shown to no proxy either. Columns that refer to a visit are found in the catalogue (_naming_visits).
ABOUT = {"ledger_event": "subject_id", "conversations_conversation": "about_id"}
# Rows that are shown with what they belong to, and hidden with it. (The sub-select is confined by its table's own policy.)
WITHIN = {
    "conversations_message": "conversation_id IN (SELECT id FROM conversations_conversation)",
    "conversations_attachment": "message_id IN (SELECT id FROM conversations_message)",
}
# Rows of nobody's that a patient sees, too: that somebody who answers one of their own verified numbers said STOP there.
ALSO = {
    "conversations_consententry": "patient_id IS NULL AND number IN (SELECT value FROM people_contactpoint "
    "WHERE verified_at IS NOT NULL AND patient_id = ANY (heartline_own_patients()))"
}
# What the people of another firm see: what their agreement names. Their role has the rights of staff; a table of patients' rows that
# is not here shows the rows of those patients whom they see. (The sub-selects are confined by their tables' own policies.)
_QUEUES, _FIELDS = "(SELECT heartline_queues())::uuid[]", "(SELECT heartline_fields())::text[]"
_IN_THREAD = "conversation_id IN (SELECT id FROM conversations_conversation)"
_IN_MESSAGE = "message_id IN (SELECT id FROM conversations_message)"
_OF_CALL = "call_id IN (SELECT id FROM conversations_phonecall)"
_WITH_PATIENT = "patient_id IN (SELECT id FROM people_patient)"
PARTNER_SEES = {
    "conversations_queue": f"id = ANY ({_QUEUES})",
    "conversations_conversation": f"queue_id = ANY ({_QUEUES}) AND NOT confidential",
    "conversations_message": _IN_THREAD,
    "conversations_note": _IN_THREAD,
    "conversations_task": _IN_THREAD,
    "conversations_attachment": _IN_MESSAGE,
    "conversations_delivery": _IN_MESSAGE,
    "conversations_translation": _IN_MESSAGE,
    "conversations_phonecall": f"{_IN_THREAD} OR (conversation_id IS NULL AND queue_id = ANY ({_QUEUES}))",
    "conversations_callback": _OF_CALL,
    "conversations_callstep": _OF_CALL,
    "conversations_original": _IN_MESSAGE,
    "people_patient": f"'find' = ANY ({_FIELDS}) OR id IN (SELECT patient_id FROM conversations_conversation)",
    "people_account": "id = heartline_account() OR id IN (SELECT account_id FROM people_patient)",
    "ledger_event": "actor_id = heartline_account()",
    "audit_entry": "actor_id = heartline_account()",
}
# Parts of a record that an agreement has to name, by how their tables are called.
PARTNER_FIELDS = {
    "people_address": "record",
    "people_coverage": "record",
    "people_identifier": "record",
    "people_relatedperson": "record",
    "people_proxy": "record",
    "scheduling_waitlist": "waitlist",
    "scheduling_": "visits",
}
# Tables without patients' rows of which a partner sees a part: nobody else is confined in them.
FOR_PARTNERS = [
    "conversations_queue",
    "conversations_note",
    "conversations_phonecall",
    "conversations_callback",
    "conversations_callstep",
    "conversations_original",
]
# Tables that only ever grow, whoever asks.
APPEND_ONLY = ["ledger_event", "audit_entry", "conversations_consententry"]


def apply() -> None:
    """Bring roles, grants and policies to what this file says. Safe to repeat; needs the owner."""
    with connection.cursor() as cursor:
        for role in ROLES:
            cursor.execute(
                f"""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
                """
            )
            cursor.execute(
                f"DO $$ BEGIN GRANT {role} TO CURRENT_USER; EXCEPTION WHEN OTHERS THEN "
                f"IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN RAISE; END IF; END $$"
            )
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
            cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}")
            cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}")
        for role in (STAFF_ROLE, PARTNER_ROLE):
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        existing = set(connection.introspection.table_names(cursor))
        for table in existing.intersection(APPEND_ONLY):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {STAFF_ROLE}, {PARTNER_ROLE}")
        for table in existing.intersection(CATALOGUE):
            cursor.execute(f"GRANT SELECT ON {table} TO {PATIENT_ROLE}")
        for table, rights in WRITABLE.items():
            if table in existing:
                cursor.execute(f"GRANT {rights} ON {table} TO {PATIENT_ROLE}")
                _guard(cursor, table)
        for table, rights in SIGN_IN.items():
            if table in existing:
                cursor.execute(f"GRANT {rights} ON {table} TO {SIGN_IN_ROLE}")
        for table, condition in confined_tables(cursor).items():
            _confine(cursor, table, condition)
        for table in existing.intersection(FOR_PARTNERS):
            _open_to_others(cursor, table)
        for table in existing.intersection([*confined_tables(cursor), *WRITABLE, *FOR_PARTNERS]):
            _limit_partners(cursor, table)


def _open_to_others(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    """Row-level security for the partners' sake; whoever else has rights in it sees all of it."""
    others = ", ".join(role for role in ROLES if role != PARTNER_ROLE)
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"DROP POLICY IF EXISTS all_rows ON {table}")
    cursor.execute(f"CREATE POLICY all_rows ON {table} TO {others} USING (true) WITH CHECK (true)")


def _limit_partners(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    seen = PARTNER_SEES.get(table) or ("true" if table in WRITABLE else f"patient_id IS NULL OR {_WITH_PATIENT}")
    if table in OWN_ROWS and table not in PARTNER_SEES and table != "people_proxy":
        seen = "false"
    field = next((field for begins, field in PARTNER_FIELDS.items() if table.startswith(begins)), "")
    if field and table not in WRITABLE:
        seen = f"({seen}) AND '{field}' = ANY ({_FIELDS})"
    cursor.execute(f"DROP POLICY IF EXISTS partner_rows ON {table}")
    cursor.execute(f"CREATE POLICY partner_rows ON {table} TO {PARTNER_ROLE} USING ({seen}) WITH CHECK ({seen})")


def confined_tables(cursor) -> dict[str, str]:  # type: ignore[no-untyped-def]
    """Table → condition of its policy, for every table that holds a patient's rows."""
    tables = dict.fromkeys(_with_columns(cursor, "patient_id"), "patient_id = ANY (heartline_visible_patients())")
    existing = set(connection.introspection.table_names(cursor))
    tables |= {table: condition for table, condition in OWN_ROWS.items() if table in existing}
    for table in confidential_tables(cursor):
        tables[table] += f" AND (NOT confidential OR {OWN})"
    about = [(table, column) for table, column in ABOUT.items() if table in existing]
    for table, column in [*about, *_naming_visits(cursor)]:
        tables[table] += f" AND ({column} IS NULL OR {column} <> ALL (heartline_hidden_subjects()) OR {OWN})"
    for table in existing.intersection(WITHIN):
        tables[table] += f" AND {WITHIN[table]}"
    for table in existing.intersection(ALSO):
        tables[table] = f"({tables[table]}) OR ({ALSO[table]})"
    return tables


def confidential_tables(cursor) -> list[str]:  # type: ignore[no-untyped-def]
    """Tables of patients' rows that can be hidden from proxies."""
    return _with_columns(cursor, "patient_id", "confidential")


def _naming_visits(cursor) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    """Tables of patients' rows, each with a column of it that refers to a visit."""
    cursor.execute(
        "SELECT t.relname, a.attname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
        "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] "
        "WHERE c.contype = 'f' AND c.confrelid = to_regclass('public.scheduling_appointment') "
        "AND t.relname = ANY (%s) ORDER BY 1, 2",
        [_with_columns(cursor, "patient_id")],
    )
    return list(cursor.fetchall())


def _with_columns(cursor, *columns: str) -> list[str]:  # type: ignore[no-untyped-def]
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
        "AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND NOT a.attisdropped "
        "AND a.attname = ANY (%s)) = %s ORDER BY c.relname",
        [list(columns), len(columns)],
    )
    return [name for (name,) in cursor.fetchall()]


def _confine(cursor, table: str, condition: str) -> None:  # type: ignore[no-untyped-def]
    seen = _once(condition)
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    cursor.execute(f"DROP POLICY IF EXISTS own_rows ON {table}")
    cursor.execute(f"DROP POLICY IF EXISTS staff_rows ON {table}")
    cursor.execute(f"CREATE POLICY own_rows ON {table} TO {PATIENT_ROLE} USING ({seen}) WITH CHECK ({seen})")
    cursor.execute(f"CREATE POLICY staff_rows ON {table} TO {STAFF_ROLE} USING (true) WITH CHECK (true)")
    _restrict(cursor, table)
    if table in SIGN_IN:
        cursor.execute(f"DROP POLICY IF EXISTS sign_in_rows ON {table}")
        cursor.execute(f"CREATE POLICY sign_in_rows ON {table} TO {SIGN_IN_ROLE} USING (true) WITH CHECK (true)")
    rights = "SELECT, INSERT" if table in APPEND_ONLY else OWN_RIGHTS.get(table, "SELECT, INSERT, UPDATE, DELETE")
    cursor.execute(f"GRANT {rights} ON {table} TO {PATIENT_ROLE}")
    if table in OWN_COLUMNS:
        cursor.execute(f"GRANT UPDATE ({', '.join(OWN_COLUMNS[table])}) ON {table} TO {PATIENT_ROLE}")


def _restrict(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    """What OWN_NEW and OWN_CHANGED ask, on top of the policy that says whose the row is."""
    for name in ("own_new", "own_changed"):
        cursor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
    if table in OWN_NEW:
        check = _once(OWN_NEW[table])
        cursor.execute(
            f"CREATE POLICY own_new ON {table} AS RESTRICTIVE FOR INSERT TO {PATIENT_ROLE} WITH CHECK ({check})"
        )
    if table in OWN_CHANGED:
        before, after = map(_once, OWN_CHANGED[table])
        cursor.execute(
            f"CREATE POLICY own_changed ON {table} AS RESTRICTIVE FOR UPDATE TO {PATIENT_ROLE} "
            f"USING ({before}) WITH CHECK ({after})"
        )


def _once(condition: str) -> str:
    """`condition` so written that PostgreSQL computes each list once a query, not once a row."""
    lists = r"(heartline_(?:visible_patients|own_patients|hidden_subjects)\(\))"
    return re.sub(lists, r"(SELECT \1)::uuid[]", condition)


def _guard(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    removed = REMOVED_IF.get(table, "false")
    policies = {
        "everybody_sees": "FOR SELECT {role} USING (true)",
        "everybody_adds": f"FOR INSERT {{role}} WITH CHECK ({ADDED_IF[table]})",
        "some_change": f"FOR UPDATE {{role}} USING ({removed}) WITH CHECK (false)",  # locked, to be removed
        "some_remove": f"FOR DELETE {{role}} USING ({removed})",
    }
    for name, policy in policies.items():
        cursor.execute(f"DROP POLICY IF EXISTS {name} ON {table}")
        cursor.execute(f"CREATE POLICY {name} ON {table} {policy.format(role=f'TO {PATIENT_ROLE}')}")
    cursor.execute(f"DROP POLICY IF EXISTS staff_rows ON {table}")
    cursor.execute(f"CREATE POLICY staff_rows ON {table} TO {STAFF_ROLE} USING (true) WITH CHECK (true)")


def problems() -> list[str]:
    """What is missing, in words; empty when all is well. Read-only."""
    found = []
    with connection.cursor() as cursor:
        for role in ROLES:
            cursor.execute("SELECT pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles WHERE rolname = %s", [role])
            row = cursor.fetchone()
            if not row or not row[0]:
                found.append(f"The database role {role} is missing, or this user may not take it on.")
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity, "
            "EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'own_rows' "
            "AND p.qual ~ 'heartline_(visible_patients|account)' AND p.with_check ~ 'heartline_(visible_patients|account)') "
            "AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname <> 'own_rows' "
            "AND p.permissive = 'PERMISSIVE' AND p.roles && ARRAY[%s, 'public']::name[]) "
            "FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)",
            [PATIENT_ROLE, list(confined_tables(cursor))],
        )
        for table, enabled, policy in cursor.fetchall():
            if not (enabled and policy):
                found.append(f"The table {table} holds patients' rows without row-level security.")
    return found


def unguarded() -> list[str]:
    """Append-only tables that a trigger no longer guards, in words; empty when all is well. Read-only."""
    wanted = [(table, trigger) for table in APPEND_ONLY for trigger in ("only_grows", "not_emptied")]
    wanted += [("ledger_event", "actor_named"), ("audit_entry", "actor_named"), ("audit_entry", "chained")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE c.relnamespace = 'public'::regnamespace AND t.tgenabled IN ('O', 'A')"
        )
        there = set(cursor.fetchall())
    return [
        f"The trigger {trigger} of {table} is off or gone: entries could be changed or forged since."
        for table, trigger in wanted
        if (table, trigger) not in there
    ]
