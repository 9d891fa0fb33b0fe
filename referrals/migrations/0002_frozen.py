"""What was sent is frozen: the database refuses to change it, or to remove anything that was sent."""

from django.db import migrations

# All that may still change is how far the referral has come.
PROGRESS = ("status", "holder_id", "held_since", "decided_at", "decided_level", "decided_route", "restricted")
WRITTEN_ONCE = ("referrals_child", "referrals_worry", "referrals_score")

FORWARDS = (
    f"""
CREATE FUNCTION frontdoor_referral_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'A referral that was sent is kept: no % is allowed.', lower(TG_OP)
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - ARRAY{list(PROGRESS)!r} IS DISTINCT FROM to_jsonb(OLD) - ARRAY{list(PROGRESS)!r} THEN
        RAISE EXCEPTION 'What was sent in a referral is frozen.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER referrals_referral_rows BEFORE UPDATE OR DELETE ON referrals_referral
    FOR EACH ROW EXECUTE FUNCTION frontdoor_referral_frozen();
CREATE TRIGGER referrals_referral_whole BEFORE TRUNCATE ON referrals_referral
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
    + "".join(
        f"""
CREATE TRIGGER {table}_rows BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION frontdoor_append_only();
CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION frontdoor_append_only();
"""
        for table in WRITTEN_ONCE
    )
)

BACKWARDS = (
    "".join(
        f"DROP TRIGGER {table}_rows ON {table}; DROP TRIGGER {table}_whole ON {table};"
        for table in (*WRITTEN_ONCE, "referrals_referral")
    )
    + "DROP FUNCTION frontdoor_referral_frozen();"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("trail", "0002_append_only")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
