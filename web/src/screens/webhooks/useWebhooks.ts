import { useEffect } from "react";
import { WebhookListDocument } from "../../../generated/graphql.ts";
import { type Reading, useReading } from "../../app/useReading.ts";
import { request } from "../../data/request.ts";
import type { Delivery, Webhook } from "./webhook.ts";

export interface WebhookList {
  readonly webhooks: readonly Webhook[];
  readonly deliveries: readonly Delivery[];
}

/** Refused calls start no run, so nothing tells of them: those are seen at the next look. */
const LOOK = 5_000;

export function useWebhooks(): Reading<WebhookList> {
  const reading = useReading("webhooks", async (signal) => {
    const answer = await request(WebhookListDocument, {}, signal);
    return {
      seq: answer.changeSeq,
      value: { webhooks: answer.webhooks?.nodes ?? [], deliveries: answer.webhookDeliveries?.nodes ?? [] },
    };
  });
  const { again } = reading;
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, LOOK);
    return () => clearInterval(timer);
  }, [again]);
  return reading;
}
