/** A flow as a person would write it: a branch, an error edge, a join, a group, notes, a pin, a disabled step. */
export const orders = `reflux: 1
name: order-intake
steps:
  receive: { node: webhook.in, config: { path: orders, method: POST } }
  price:
    node: transform
    config: { value: { id: "{{ input.body.id }}", total: "{{ $sum(input.body.lines.price) }}" } }
    pin: { output: { id: 7, total: 129.5 } }
  size:
    node: flow.branch
    title: How large is it?
    config: { cases: [{ port: large, when: "{{ input.total > 100 }}" }, { port: gift, when: "{{ input.gift }}" }] }
  customer:
    node: http.request
    title: Look the customer up
    config: { url: "https://crm.example/customers/{{ input.id }}", headers: { authorization: "{{ secrets.crm }}" } }
    on_error: edge
    retry: { max: 5 }
  approve: { node: wait, title: A person approves, config: { signal: true } }
  remind: { node: http.request, title: Remind the team, config: { method: POST } }
  wrap: { node: log, title: Note the gift, config: { message: "gift {{ steps.price.output.id }}" }, disabled: true }
  store: { node: postgres.query, title: Keep the order, config: { sql: "insert into orders values ($1)" } }
  failed: { node: log, title: Say what failed, config: { message: "{{ input }}" } }
  deliver: { node: webhook.out, config: { url: "{{ run.input.callback }}", body: "{{ steps.prise.output }}" } }
edges:
  - receive -> price
  - price -> size
  - size.large -> customer
  - size.gift -> wrap
  - size.otherwise -> store
  - customer -> approve
  - customer.error -> failed
  - approve -> store
  - approve.timeout -> remind
  - wrap -> store
  - store -> deliver
layout:
  groups:
    review: { title: Review of large orders, steps: [customer, approve, remind, failed] }
  notes:
    why: { text: "Orders over 100 are looked at by a person.\\nAsk Ada before you change the limit.", x: 0, y: -176, w: 288, h: 80 }
`;

export const chain = `reflux: 1
name: five-steps
steps:
  every_morning: { node: schedule.cron, config: { cron: 0 7 * * * } }
  fetch: { node: http.request, config: { url: "https://rates.example/latest" } }
  shape: { node: transform, config: { value: "{{ input.body.rates }}" } }
  keep: { node: postgres.query, config: { sql: insert into rates values ($1) } }
  tell: { node: webhook.out, config: { url: "https://chat.example/hook", body: "{{ input }}" } }
edges:
  - every_morning -> fetch
  - fetch -> shape
  - shape -> keep
  - keep -> tell
`;
