import {
  anyJson,
  defineNode,
  headerFields,
  map,
  networkRetry,
  Type,
  texts,
  timer,
  withDefault,
} from "../sdk/index.ts";

export const manifest = defineNode({
  id: "http.request",
  version: 1,
  title: "HTTP request",
  summary: "Sends a request and completes with the answer.",
  category: "http",
  icon: "globe",
  kind: "action",
  config: Type.Object(
    {
      method: withDefault(
        Type.Enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"], { title: "Method" }),
        "GET",
      ),
      url: Type.String({ title: "URL", "x-reflux-url": true, maxLength: 8_000 }),
      headers: withDefault(headerFields(), {}),
      query: withDefault(
        map(anyJson(), { title: "Query", description: "Added to the URL. A list repeats its key." }),
        {},
      ),
      body: Type.Optional({
        ...anyJson({ title: "Body" }),
        "x-reflux-not-with": { method: ["GET", "HEAD"] },
      }),
      body_type: withDefault(
        Type.Enum(["json", "text", "form", "bytes"], {
          title: "Body as",
          description: "form: each key a field, a list repeats it. bytes: the artifact that the body names.",
        }),
        "json",
      ),
      response: withDefault(
        Type.Enum(["auto", "json", "text", "bytes"], {
          title: "Answer as",
          description: "auto: by its content type; what is neither JSON nor text becomes an artifact.",
        }),
        "auto",
      ),
      expected_status: withDefault(
        Type.Array(
          Type.String({
            pattern: "^([1-5]xx|[1-5][0-9][0-9])$",
            "x-reflux-pattern": "a code such as 404, or a class such as 2xx",
          }),
          {
            title: "Expected status",
            description: 'Codes or classes: "2xx", "404". Any other is an error.',
            minItems: 1,
          },
        ),
        ["2xx"],
      ),
      timeout: withDefault(timer({ title: "Timeout" }), "30s"),
      max_response_bytes: withDefault(
        Type.Integer({ title: "Largest answer", minimum: 0, maximum: 50_000_000 }),
        5_000_000,
      ),
      follow_redirects: withDefault(Type.Boolean({ title: "Follow redirects" }), true),
    },
    { additionalProperties: false },
  ),
  input: anyJson(),
  output: Type.Object({
    status: Type.Integer(),
    headers: map(texts(), { description: "Names in lowercase. set-cookie is a list." }),
    body: anyJson({ description: "JSON, text or an artifact; null when there is none." }),
  }),
  ports: ["out"],
  effects: "external",
  retry: networkRetry,
  timeoutMs: 120_000,
  secrets: ["url", "headers", "query", "body"],
  examples: [
    {
      title: "Read a customer",
      config: {
        url: "https://crm.example.com/customers/42?key={{ secrets.crm_key }}",
        query: { fields: ["id", "name"], token: "{{ secrets.crm_token }}" },
      },
      input: null,
      output: { status: 200, headers: { "content-type": "application/json" }, body: { id: 42, name: "Ada" } },
      http: [
        {
          request: {
            method: "GET",
            url: "https://crm.example.com/customers/42?key={{ secrets.crm_key }}&fields=id&fields=name&token={{ secrets.crm_token }}",
          },
          response: {
            status: 200,
            headers: { "content-type": "application/json" },
            body: '{"id":42,"name":"Ada"}',
          },
        },
      ],
    },
    {
      title: "Create a ticket",
      config: {
        method: "POST",
        url: "https://help.example.com/tickets",
        headers: { authorization: "Bearer {{ secrets.help_token }}" },
        body: { subject: "Order 7", pin: "{{ secrets.help_pin }}" },
        expected_status: ["201"],
      },
      input: null,
      output: { status: 201, headers: { "content-type": "application/json" }, body: { ticket: "T-1" } },
      http: [
        {
          request: { method: "POST", url: "https://help.example.com/tickets" },
          response: {
            status: 201,
            headers: { "content-type": "application/json" },
            body: '{"ticket":"T-1"}',
          },
        },
      ],
    },
  ],
});
