// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { EngineSettingsDocument } from "../../../generated/graphql.ts";
import { LiveProvider } from "../../app/live.tsx";
import { hashOf } from "../../data/request.ts";
import Engine from "./Engine.tsx";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const none = { years: 0, months: 0, days: 0, hours: 0, minutes: 0, seconds: 0 };

test("what is typed while a save is under way stays, what was sent is shown as it was saved", async () => {
  const stored = {
    inlineOutputBytes: 65_536,
    maxPayloadBytes: 8_388_608,
    keepEvidence: 16_384,
    onFailureFlow: null,
    lossesBeforeFailure: 5,
    lossesBeforeQuarantine: 2,
    lease: { ...none, seconds: 10 },
    keepRuns: { ...none, days: 90 },
    keepHistory: { ...none, days: 1, hours: 12 },
    keepSignals: { ...none, days: 7 },
    alertWindow: { ...none, minutes: 15 },
  };
  const sent: unknown[] = [];
  vi.stubGlobal(
    "WebSocket",
    class extends EventTarget {
      close() {}
    },
  );
  const answer = Promise.withResolvers<void>();
  vi.stubGlobal("fetch", async (_: string, { body }: { body: string }) => {
    const { documentId, variables } = JSON.parse(body);
    if (documentId !== hashOf(EngineSettingsDocument)) {
      sent.push(variables.changes);
      await answer.promise;
      stored.lease.seconds = 20;
    }
    return Response.json({ data: { currentSettings: structuredClone(stored), changeSettings: {} } });
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <LiveProvider>
        <Engine />
      </LiveProvider>
    </QueryClientProvider>,
  );
  const field = (label: string) => screen.getByLabelText<HTMLInputElement>(label);
  const type = (label: string, value: string) => fireEvent.change(field(label), { target: { value } });

  await screen.findByLabelText("Lease");
  type("Lease", "20");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual([{ lease: { seconds: 20 } }]));
  type("Keep runs", "30");
  type("Lease", "25");
  type("Lease", "20");
  stored.lease.seconds = 20;
  answer.resolve();
  await waitFor(() =>
    expect(screen.getByRole("button", { name: "Save" }).getAttribute("aria-busy")).not.toBe("true"),
  );

  expect(field("Keep runs").value).toBe("30");
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual([{ lease: { seconds: 20 } }, { keepRuns: { days: 30 } }]));
});
