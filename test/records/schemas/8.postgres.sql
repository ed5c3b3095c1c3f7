CREATE TABLE public.batch (
    id text NOT NULL,
    conversation text NOT NULL,
    requester text NOT NULL,
    open integer NOT NULL,
    seq integer NOT NULL,
    requested_at bigint NOT NULL,
    started_by text,
    started_at bigint,
    people integer NOT NULL,
    due_at bigint,
    lease text,
    lease_until bigint NOT NULL
);
CREATE TABLE public.batch_card (
    batch text NOT NULL,
    showing integer NOT NULL,
    kind text NOT NULL,
    conversation text NOT NULL,
    activity text,
    shown text,
    replaced integer NOT NULL,
    tries integer NOT NULL,
    retry_at bigint NOT NULL,
    edited_at bigint NOT NULL,
    behind_since bigint NOT NULL
);
CREATE TABLE public.batch_event (
    batch text NOT NULL,
    seq integer NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    at bigint NOT NULL,
    hash text NOT NULL
);
CREATE TABLE public.batch_offer (
    batch text NOT NULL,
    place integer NOT NULL,
    offer text NOT NULL
);
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
CREATE TABLE public.evidence_link (
    id text NOT NULL,
    offboarding text NOT NULL,
    person text NOT NULL,
    code text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    ends_at bigint NOT NULL,
    tries integer NOT NULL,
    used_at bigint
);
CREATE TABLE public.heard (
    digest text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.notice (
    offboarding text NOT NULL,
    kind text NOT NULL,
    sent_at bigint,
    tries integer NOT NULL,
    retry_at bigint NOT NULL
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
    lease_until bigint NOT NULL,
    bulk integer DEFAULT 0 NOT NULL,
    batch text,
    standing text,
    digest text,
    webhook_seq integer DEFAULT '-1'::integer NOT NULL
);
CREATE TABLE public.pace (
    name text NOT NULL,
    tat bigint NOT NULL
);
CREATE TABLE public.personal_chat (
    person text NOT NULL,
    conversation text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    at bigint NOT NULL
);
CREATE TABLE public.place (
    name text NOT NULL,
    number integer NOT NULL,
    holder text NOT NULL,
    until bigint NOT NULL
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
    retry_at bigint NOT NULL,
    edited_at bigint DEFAULT 0 NOT NULL,
    behind_since bigint DEFAULT 0 NOT NULL
);
CREATE TABLE public.retired (
    number integer NOT NULL,
    what text NOT NULL,
    id text NOT NULL,
    first_at bigint NOT NULL,
    last_at bigint NOT NULL,
    events integer NOT NULL,
    last_hash text NOT NULL,
    outcomes text NOT NULL,
    removed_at bigint NOT NULL,
    previous text NOT NULL,
    key text NOT NULL,
    signature text NOT NULL
);
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE TABLE public.search_word (
    about text NOT NULL,
    word text NOT NULL COLLATE pg_catalog."C",
    requested_at bigint NOT NULL,
    offboarding text NOT NULL
);
CREATE TABLE public.setting (
    name text NOT NULL,
    value text NOT NULL,
    by text NOT NULL,
    at bigint NOT NULL
);
ALTER TABLE ONLY public.batch_card
    ADD CONSTRAINT batch_card_key PRIMARY KEY (batch, showing, kind);
ALTER TABLE ONLY public.batch_event
    ADD CONSTRAINT batch_event_key PRIMARY KEY (batch, seq);
ALTER TABLE ONLY public.batch_offer
    ADD CONSTRAINT batch_offer_key PRIMARY KEY (batch, place);
ALTER TABLE ONLY public.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.conversation
    ADD CONSTRAINT conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.dialog_state
    ADD CONSTRAINT dialog_state_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_key PRIMARY KEY (offboarding, seq);
ALTER TABLE ONLY public.evidence_link
    ADD CONSTRAINT evidence_link_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.heard
    ADD CONSTRAINT heard_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_key PRIMARY KEY (offboarding, kind);
ALTER TABLE ONLY public.offboarding
    ADD CONSTRAINT offboarding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.pace
    ADD CONSTRAINT pace_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.personal_chat
    ADD CONSTRAINT personal_chat_pkey PRIMARY KEY (person);
ALTER TABLE ONLY public.place
    ADD CONSTRAINT place_key PRIMARY KEY (name, number);
ALTER TABLE ONLY public.posted_card
    ADD CONSTRAINT posted_card_key PRIMARY KEY (offboarding, showing, kind);
ALTER TABLE ONLY public.retired
    ADD CONSTRAINT retired_id_key UNIQUE (id);
ALTER TABLE ONLY public.retired
    ADD CONSTRAINT retired_pkey PRIMARY KEY (number);
ALTER TABLE ONLY public.search_word
    ADD CONSTRAINT search_word_key PRIMARY KEY (about, word, requested_at, offboarding);
ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);
CREATE INDEX batch_due ON public.batch USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX batch_open ON public.batch USING btree (requested_at) WHERE (open = 1);
CREATE INDEX batch_over ON public.batch USING btree (requested_at, id) WHERE ((open = 0) AND (due_at IS NULL));
CREATE INDEX batch_started ON public.batch USING btree (started_at) WHERE (started_at IS NOT NULL);
CREATE INDEX dialog_state_at ON public.dialog_state USING btree (at);
CREATE INDEX evidence_link_offboarding ON public.evidence_link USING btree (offboarding);
CREATE INDEX heard_at ON public.heard USING btree (at);
CREATE INDEX offboarding_asked ON public.offboarding USING btree (requester, requested_at) WHERE (open = 1);
CREATE INDEX offboarding_batch ON public.offboarding USING btree (batch) WHERE (batch IS NOT NULL);
CREATE INDEX offboarding_due ON public.offboarding USING btree (due_at);
CREATE INDEX offboarding_due_bulk ON public.offboarding USING btree (bulk, due_at) WHERE (due_at IS NOT NULL);
CREATE INDEX offboarding_leaver ON public.offboarding USING btree (leaver);
CREATE UNIQUE INDEX offboarding_open ON public.offboarding USING btree (leaver) WHERE (open = 1);
CREATE INDEX offboarding_open_requested ON public.offboarding USING btree (requested_at, id) WHERE (open = 1);
CREATE INDEX offboarding_over ON public.offboarding USING btree (requested_at, id) WHERE ((open = 0) AND (due_at IS NULL));
CREATE INDEX offboarding_requested ON public.offboarding USING btree (requested_at, id);
CREATE INDEX offboarding_running ON public.offboarding USING btree (started_at) WHERE (open = 1);
CREATE INDEX offboarding_started ON public.offboarding USING btree (started_at);
CREATE INDEX pace_tat ON public.pace USING btree (tat);
CREATE INDEX retired_first ON public.retired USING btree (first_at, id);
CREATE INDEX search_word_offboarding ON public.search_word USING btree (offboarding);
ALTER TABLE ONLY public.batch_card
    ADD CONSTRAINT batch_card_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);
ALTER TABLE ONLY public.batch_event
    ADD CONSTRAINT batch_event_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);
ALTER TABLE ONLY public.batch_offer
    ADD CONSTRAINT batch_offer_batch_fkey FOREIGN KEY (batch) REFERENCES public.batch(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id);
ALTER TABLE ONLY public.evidence_link
    ADD CONSTRAINT evidence_link_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id);
ALTER TABLE ONLY public.posted_card
    ADD CONSTRAINT posted_card_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id);
ALTER TABLE ONLY public.search_word
    ADD CONSTRAINT search_word_offboarding_fkey FOREIGN KEY (offboarding) REFERENCES public.offboarding(id) ON DELETE CASCADE;
