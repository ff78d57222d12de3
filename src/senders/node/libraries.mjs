/*
 * Asks the libraries that senders publish for Node whether they accept a delivery, and lets those sign that can.
 * Reads one request a line, as JSON: library, operation (verify or sign), secret, body in base64, headers with names in
 * lower case, url, and the time in Unix milliseconds. Writes one answer a line: {"accepted": true or false}, or {"headers": {...}}.
 */
import { createPublicKey } from "node:crypto";
import { createInterface } from "node:readline";

import * as octokit from "@octokit/webhooks-methods";
import { verifyWebhook as verifyClerk } from "@clerk/backend/webhooks";
import hubspot from "@hubspot/api-client";
import { decodeWebhook as decodeKinde } from "@kinde/webhooks";
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import { verifyWebhookRequest as verifyLovable } from "@lovable.dev/webhooks-js";
import Mux from "@mux/mux-node";
import { signWebhookPayload as signNotion, verifyWebhookSignature as verifyNotion } from "@notionhq/client";
import { Paddle } from "@paddle/paddle-node-sdk";
import { validateEvent as validatePolar } from "@polar-sh/sdk/webhooks";
import * as sanity from "@sanity/webhook";
import { SeamWebhook } from "@seamapi/webhook";
import "@shopify/shopify-api/adapters/web-api";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { Receiver as QstashReceiver } from "@upstash/qstash";
import { AppStrategy as WixApp } from "@wix/sdk";
import { AwsLambdaReceiver as ZoomReceiver } from "@zoom/rivet/meetings";
import Chargebee, { basicAuthValidator } from "chargebee";
import { v2 as cloudinary } from "cloudinary";
import coinbase from "coinbase-commerce-node";
import { verifyKey as verifyDiscord } from "discord-interactions";
import Lithic from "lithic";
import { WebhookSignatureValidator as MercadoPagoValidator } from "mercadopago";
import ModernTreasury from "modern-treasury";
import { validateWebhook as validateReplicate } from "replicate";
import { symmetric as retell } from "retell-sdk/lib/webhook_auth";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { TelnyxWebhook } from "telnyx/lib/webhooks";
import { WebflowClient } from "webflow-api";

const seconds = (time) => Math.floor(time / 1000);

/** The delivery as the Fetch API has it. */
const fetched = ({ url, headers, body }) => new Request(url, { method: "POST", headers, body });

/** For a library that throws if it refuses. */
const unlessThrown = async (verified) => {
  await verified;
  return true;
};

const cloudinaryBy = (signature_algorithm) => ({
  verify: ({ secret, headers, body }) => {
    cloudinary.config({ api_secret: secret, signature_algorithm });
    return cloudinary.utils.verifyNotificationSignature(body, headers["x-cld-timestamp"], headers["x-cld-signature"]);
  },
  sign: ({ secret, body, time }) => ({
    "X-Cld-Timestamp": `${seconds(time)}`,
    "X-Cld-Signature": cloudinary.utils.webhook_signature(body, seconds(time), { api_secret: secret, signature_algorithm }),
  }),
});

const hubspotBy = (signatureVersion, header) => ({
  verify: ({ secret, headers, body, url }) =>
    hubspot.Signature.isValid({
      signatureVersion,
      signature: headers[header],
      method: "POST",
      url,
      clientSecret: secret,
      requestBody: body,
      timestamp: headers["x-hubspot-request-timestamp"],
    }),
  sign: ({ secret, body, url, time }) => ({
    [header]: hubspot.Signature.getSignature("POST", signatureVersion, {
      clientSecret: secret,
      requestBody: body,
      url,
      timestamp: time,
    }),
    ...(signatureVersion === "v3" && { "X-HubSpot-Request-Timestamp": `${time}` }),
  }),
});

const libraries = {
  chargebee: {
    verify: ({ secret, headers }) =>
      unlessThrown(basicAuthValidator((user, password) => `${user}:${password}` === secret)(headers)),
  },
  clerk: {
    verify: (request) => unlessThrown(verifyClerk(fetched(request), { signingSecret: request.secret })),
  },
  cloudinary: cloudinaryBy("sha1"),
  "cloudinary-sha256": cloudinaryBy("sha256"),
  "coinbase-commerce": {
    verify: ({ secret, headers, body }) => coinbase.Webhook.verifySigHeader(body, headers["x-cc-webhook-signature"], secret),
    sign: ({ secret, body }) => ({ "X-CC-Webhook-Signature": coinbase.Webhook.computeSignature(body, secret) }),
  },
  discord: {
    verify: ({ secret, headers, body }) =>
      verifyDiscord(body, headers["x-signature-ed25519"], headers["x-signature-timestamp"], secret),
  },
  github: {
    verify: ({ secret, headers, body }) => octokit.verify(secret, body, headers["x-hub-signature-256"]),
    sign: async ({ secret, body }) => ({ "X-Hub-Signature-256": await octokit.sign(secret, body) }),
  },
  "hubspot-v1": hubspotBy("v1", "x-hubspot-signature"),
  "hubspot-v2": hubspotBy("v2", "x-hubspot-signature"),
  "hubspot-v3": hubspotBy("v3", "x-hubspot-signature-v3"),
  kinde: {
    // It fetches the keys of the domain; they are answered here.
    verify: async ({ secret, body }) => {
      const key = { ...createPublicKey(secret).export({ format: "jwk" }), alg: "RS256", kid: "key" };
      globalThis.fetch = async () => Response.json({ keys: [key] });
      return (await decodeKinde(body, "https://kinde.example.com")) !== null;
    },
  },
  linear: {
    verify: ({ secret, headers, body }) => new LinearWebhookClient(secret).verify(Buffer.from(body), headers["linear-signature"]),
  },
  lithic: {
    verify: ({ secret, headers, body }) =>
      unlessThrown(new Lithic({ apiKey: "none" }).webhooks.verifySignature(body, headers, secret)),
  },
  lovable: {
    verify: (request) => unlessThrown(verifyLovable({ req: fetched(request), secret: request.secret })),
  },
  "mercado-pago": {
    verify: ({ secret, headers }) =>
      unlessThrown(
        MercadoPagoValidator.validate({
          xSignature: headers["x-signature"],
          xRequestId: headers["x-request-id"],
          secret,
          toleranceSeconds: 300,
        }),
      ),
  },
  "modern-treasury": {
    verify: ({ secret, headers, body }) => modernTreasury.webhooks.validateSignature(body, headers, { key: secret }),
    sign: ({ secret, body }) => ({ "X-Signature": modernTreasury.webhooks.getSignature(body, { key: secret }) }),
  },
  mux: {
    verify: ({ secret, headers, body }) => unlessThrown(mux.webhooks.verifySignature(body, headers, secret)),
  },
  notion: {
    verify: ({ secret, headers, body }) =>
      verifyNotion({ body, signature: headers["x-notion-signature"], verificationToken: secret }),
    sign: async ({ secret, body }) => ({ "X-Notion-Signature": await signNotion({ body, verificationToken: secret }) }),
  },
  paddle: {
    verify: ({ secret, headers, body }) => paddle.webhooks.isSignatureValid(body, secret, headers["paddle-signature"]),
  },
  polar: {
    verify: ({ secret, headers, body }) => {
      try {
        validatePolar(body, headers, secret);
        return true;
      } catch (error) {
        // It has verified the event, and does not know its type.
        if (error.name === "SDKValidationError") return true;
        throw error;
      }
    },
  },
  replicate: {
    verify: ({ secret, headers, body }) => validateReplicate({ headers, body }, secret),
  },
  retell: {
    verify: ({ secret, headers, body }) => retell.verify(body, secret, headers["x-retell-signature"]),
    sign: async ({ secret, body, time }) => ({ "X-Retell-Signature": await retell.sign(body, secret, time) }),
  },
  sanity: {
    verify: ({ secret, headers, body }) => sanity.isValidSignature(body, headers["sanity-webhook-signature"], secret),
    sign: async ({ secret, body, time }) => ({
      "sanity-webhook-signature": await sanity.encodeSignatureHeader(body, time, secret),
    }),
  },
  seam: {
    verify: ({ secret, headers, body }) => unlessThrown(new SeamWebhook(secret).verify(body, headers)),
  },
  shopify: {
    verify: async (request) => {
      const shopify = shopifyApi({
        apiKey: "none",
        apiSecretKey: request.secret,
        apiVersion: ApiVersion.July25,
        hostName: "shop.example.com",
        isEmbeddedApp: false,
      });
      return (await shopify.webhooks.validate({ rawBody: request.body, rawRequest: fetched(request) })).valid;
    },
  },
  "standard-webhooks": {
    verify: ({ secret, headers, body }) => unlessThrown(new StandardWebhook(secret).verify(body, headers)),
    sign: ({ secret, body, id, time }) => ({
      "webhook-id": id,
      "webhook-timestamp": `${seconds(time)}`,
      "webhook-signature": new StandardWebhook(secret).sign(id, new Date(time), body),
    }),
  },
  svix: {
    verify: ({ secret, headers, body }) => unlessThrown(new SvixWebhook(secret).verify(body, headers)),
    sign: ({ secret, body, id, time }) => ({
      "svix-id": id,
      "svix-timestamp": `${seconds(time)}`,
      "svix-signature": new SvixWebhook(secret).sign(id, new Date(time), body),
    }),
  },
  telnyx: {
    verify: ({ secret, headers, body }) => unlessThrown(new TelnyxWebhook(secret).verify(body, headers)),
  },
  "upstash-qstash": {
    verify: ({ secret, headers, body, url }) =>
      new QstashReceiver({ currentSigningKey: secret, nextSigningKey: secret }).verify({
        signature: headers["upstash-signature"],
        body,
        url,
      }),
  },
  webflow: {
    verify: ({ secret, headers, body }) => webflow.webhooks.verifySignature({ headers, body, secret }),
  },
  wix: {
    verify: async ({ secret, body }) => (await WixApp({ appId: "none", publicKey: secret }).decodeJWT(body)).valid,
  },
  zoom: {
    verify: async ({ secret, headers, body }) => {
      const answer = await new ZoomReceiver({ webhooksSecretToken: secret }).start()({ headers, body });
      return answer.statusCode === 200;
    },
  },
};

const modernTreasury = new ModernTreasury({ apiKey: "none", organizationID: "none" });
const mux = new Mux({ tokenId: "none", tokenSecret: "none" });
const paddle = new Paddle("none");
const webflow = new WebflowClient({ accessToken: "none" });

async function answer({ library, operation, ...request }) {
  const does = libraries[library][operation];
  request.body = Buffer.from(request.body, "base64").toString();
  if (operation === "sign") {
    return { headers: await does(request) };
  }
  try {
    return { accepted: await does(request) };
  } catch (error) {
    return { accepted: false, why: String(error) };
  }
}

// What libraries print must not come between the answers.
console.log = console.info = console.debug = console.error;

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n");
}
