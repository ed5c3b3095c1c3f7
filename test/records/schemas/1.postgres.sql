CREATE TABLE public.conversation (
    id text NOT NULL,
    reference text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.dialog_state (
    key text NOT NULL,
    value text NOT NULL,
    etag text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.event (
    offboarding text NOT NULL,
    seq integer NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    at bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.heard (
    digest text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.offboarding (
    id text NOT NULL,
    leaver text NOT NULL,
    requester text NOT NULL,
    open integer NOT NULL,
    seq integer NOT NULL,
    requested_at bigint NOT NULL,
    started_by text,
    started_at bigint,
    due_at bigint,
    lease text,
    lease_until bigint NOT NULL
);
CREATE TABLE public.posted_card (
    offboarding text NOT NULL,
    showing integer NOT NULL,
    kind text NOT NULL,
    conversation text NOT NULL,
    activity text,
    shown text,
    replaced integer NOT NULL,
    tries integer NOT NULL,
    retry_at bigint NOT NULL
);
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE TABLE public.setting (
    name text NOT NULL,
    value text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL
);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.dialog_state
    ADD CONSTRAINT dialog_state_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_key PRIMARY KEY (offboarding, seq);
ALTER TABLE ONLY public.heard
    ADD CONSTRAINT heard_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.offboarding
    ADD CONSTRAINT offboarding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.posted_card
    ADD CONSTRAINT posted_card_key PRIMARY KEY (offboarding, showing, kind);
ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);
CREATE INDEX offboarding_due ON public.offboarding USING btree (due_at);
CREATE UNIQUE INDEX offboarding_open ON public.offboarding USING btree (leaver) WHERE (open = 1);
CREATE INDEX offboarding_started ON public.offboarding USING btree (started_at);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id);
ALTER TABLE ONLY public.posted_card
    ADD CONSTRAINT posted_card_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id);
