-- A delivery, or one of the events of a delivery that held several. Identifiers are in the order of time (the Unix
-- milliseconds times 2,097,152, and something behind), so that the newest are found, and the oldest removed, by the
-- primary key.
create table webhook_delivery (
  id bigint not null primary key,
  -- The delivery that an event of several came in.
  delivery_id bigint,
  position_in_delivery integer not null,
  received_at timestamp with time zone not null,
  source varchar(255) not null,
  event_id varchar(256),
  -- Ten minutes of time, and a hash of the event's identifier: an index of identifiers would cost too much.
  event_key bigint,
  event_type varchar(128),
  subject varchar(256),
  -- How many events it held.
  events integer not null,
  outcome varchar(32) not null,
  reason varchar(1000),
  -- What was found wrong with it, and what to change.
  problem varchar(2000),
  remedy varchar(2000),
  status smallint not null,
  duration_micros bigint not null,
  size_bytes integer not null,
  attempts integer not null,
  trace_id varchar(32),
  -- What an unverified request said of itself.
  client varchar(80),
  claimed_id varchar(80),
  content_type varchar(200),
  -- What became of its event in the end, where that was not known when it was answered: handled, or dead letter.
  ended varchar(16),
  ended_at timestamp with time zone
);

create index webhook_delivery_source on webhook_delivery (source, id);
create index webhook_delivery_outcome on webhook_delivery (outcome, id);
create index webhook_delivery_type on webhook_delivery (event_type, id);
create index webhook_delivery_event on webhook_delivery (event_key);

-- Bodies of verified deliveries, where they are kept.
create table webhook_delivery_body (
  id bigint not null primary key,
  body bytea not null
);
