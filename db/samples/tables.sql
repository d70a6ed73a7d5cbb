-- What the sample flows work on. Applied by `reflux dev` at each start; what is there stays.
create schema if not exists samples;

create table if not exists samples.stock (
  sku           text primary key,
  name          text not null,
  quantity      int not null check (quantity >= 0),
  reorder_below int not null
);

create table if not exists samples.purchase_orders (
  id           bigint generated always as identity primary key,
  sku          text not null references samples.stock (sku),
  quantity     int not null check (quantity > 0),
  ordered_at   timestamptz not null default now(),
  delivered_at timestamptz
);
create unique index if not exists purchase_orders_open
on samples.purchase_orders (sku) where delivered_at is null;

create table if not exists samples.quotes (
  id        bigint generated always as identity primary key,
  run_id    bigint not null,
  customer  text not null,
  sku       text not null,
  quantity  int not null,
  currency  text not null,
  total     numeric not null,
  lead_days int not null,
  made_at   timestamptz not null default now()
);

insert into samples.stock (sku, name, quantity, reorder_below) values
  ('TEA-100', 'Darjeeling, 100 g', 40, 10),
  ('TEA-250', 'Assam, 250 g', 25, 8),
  ('POT-900', 'Teapot, 0.9 l', 120, 6)
on conflict (sku) do nothing;

-- What the nightly report may know of the engine's own tables: two numbers. A function, so that no later
-- migration of those tables finds a view in its way.
create or replace function samples.runs_on(day date)
returns table (day date, runs int, failed int)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select runs_on.day, count(*)::int, count(*) filter (where r.state = 'failed')::int
  from reflux.runs r
  where r.created_at >= runs_on.day::timestamp at time zone 'UTC'
    and r.created_at < (runs_on.day + 1)::timestamp at time zone 'UTC'
$$;
revoke execute on function samples.runs_on from public;

-- Flows reach what is granted to reflux_query, and nothing else.
grant usage on schema samples to reflux_query;
grant select, trigger on samples.stock to reflux_query;
grant execute on function samples.runs_on to reflux_query;
grant select, insert on samples.purchase_orders, samples.quotes to reflux_query;
