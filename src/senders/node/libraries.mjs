/*
 * Asks the libraries that senders publish for Node whether they accept a delivery, and lets those sign that can.
 * Reads one request a line, as JSON: library, operation (verify or sign), secret, body in base64, headers with names in
 * lower case, url, and the time in Unix milliseconds. Writes one answer a line: {"accepted": true or false}, or {"headers": {...}}.
 */
import { createHash, createPublicKey, createSecretKey } from "node:crypto";
import { createInterface } from "node:readline";

import * as octokit from "@octokit/webhooks-methods";
import { verifyWebhook as verifyClerk } from "@clerk/backend/webhooks";
import EasyPost from "@easypost/api";
import hubspot from "@hubspot/api-client";
import { decodeWebhook as decodeKinde } from "@kinde/webhooks";
import { LinearWebhookClient } from "@linear/sdk/webhooks";
import { verifyWebhookRequest as verifyLovable } from "@lovable.dev/webhooks-js";
import Mux from "@mux/mux-node";
import { signWebhookPayload as signNotion, verifyWebhookSignature as verifyNotion } from "@notionhq/client";
import { WebhookEventVerifier as OnfidoVerifier } from "@onfido/api";
import { Paddle } from "@paddle/paddle-node-sdk";
import { validateEvent as validatePolar } from "@polar-sh/sdk/webhooks";
import * as sanity from "@sanity/webhook";
import { SeamWebhook } from "@seamapi/webhook";
import { EventWebhook as SendGrid } from "@sendgrid/eventwebhook";
import "@shopify/shopify-api/adapters/web-api";
import { ApiVersion, shopifyApi } from "@shopify/shopify-api";
import { Receiver as QstashReceiver } from "@upstash/qstash";
import { AppStrategy as WixApp } from "@wix/sdk";
import { WorkOS } from "@workos-inc/node";
import { AwsLambdaReceiver as ZoomReceiver } from "@zoom/rivet/meetings";
import Chargebee, { basicAuthValidator } from "chargebee";
import { v2 as cloudinary } from "cloudinary";
import coinbase from "coinbase-commerce-node";
import { verifyKey as verifyDiscord } from "discord-interactions";
import { verifySignature as verifyGoCardless } from "gocardless-nodejs/webhooks";
import Lithic from "lithic";
import { AccessToken as LiveKitToken, WebhookReceiver as LiveKitReceiver } from "livekit-server-sdk";
import { WebhookSignatureValidator as MercadoPagoValidator } from "mercadopago";
import messagebird from "messagebird/lib/webhook-signature-jwt.js";
import ModernTreasury from "modern-treasury";
import Pusher from "pusher";
import Razorpay from "razorpay";
import { validateWebhook as validateReplicate } from "replicate";
import { Resend } from "resend";
import { symmetric as retell } from "retell-sdk/lib/webhook_auth";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { verifyAndParseWebhook as verifyGetStream } from "stream-chat";
import Stripe from "stripe";
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
  easypost: {
    verify: ({ secret, headers, body }) => unlessThrown(easypost.Utils.validateWebhook(Buffer.from(body), headers, secret)),
  },
  getstream: {
    verify: ({ secret, headers, body }) => unlessThrown(verifyGetStream(body, headers["x-signature"], secret)),
  },
  github: {
    verify: ({ secret, headers, body }) => octokit.verify(secret, body, headers["x-hub-signature-256"]),
    sign: async ({ secret, body }) => ({ "X-Hub-Signature-256": await octokit.sign(secret, body) }),
  },
  gocardless: {
    verify: ({ secret, headers, body }) => unlessThrown(verifyGoCardless(body, secret, headers["webhook-signature"])),
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
  livekit: {
    verify: ({ secret, headers, body }) => unlessThrown(new LiveKitReceiver("key", secret).receive(body, headers.authorization)),
    sign: async ({ secret, body }) => {
      const token = new LiveKitToken("key", secret);
      token.sha256 = createHash("sha256").update(body).digest("base64");
      return { Authorization: await token.toJwt() };
    },
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
  messagebird: {
    verify: ({ secret, headers, body, url }) =>
      unlessThrown(
        messagebird.verify(url, Buffer.from(body), headers["messagebird-signature-jwt"], createSecretKey(Buffer.from(secret))),
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
  onfido: {
    verify: ({ secret, headers, body }) =>
      unlessThrown(new OnfidoVerifier(secret).readPayload(body, headers["x-sha2-signature"])),
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
  pusher: {
    verify: ({ secret, headers, body }) =>
      new Pusher({ appId: "1", key: "key", secret }).webhook({ headers, rawBody: body }).isValid(),
    sign: ({ secret, body }) => ({ "X-Pusher-Signature": new Pusher.Token("key", secret).sign(body) }),
  },
  razorpay: {
    verify: ({ secret, headers, body }) => Razorpay.validateWebhookSignature(body, headers["x-razorpay-signature"], secret),
  },
  replicate: {
    verify: ({ secret, headers, body }) => validateReplicate({ headers, body }, secret),
  },
  resend: {
    verify: ({ secret, headers, body }) =>
      unlessThrown(
        resend.webhooks.verify({
          payload: body,
          headers: {
            id: headers["svix-id"],
            timestamp: headers["svix-timestamp"],
            signature: headers["svix-signature"],
          },
          webhookSecret: secret,
        }),
      ),
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
  sendgrid: {
    verify: ({ secret, headers, body }) => {
      const library = new SendGrid();
      return library.verifySignature(
        library.convertPublicKeyToECDSA(secret),
        body,
        headers["x-twilio-email-event-webhook-signature"],
        headers["x-twilio-email-event-webhook-timestamp"],
      );
    },
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
  stripe: {
    verify: ({ secret, headers, body }) => unlessThrown(stripe.webhooks.constructEvent(body, headers["stripe-signature"], secret)),
    sign: ({ secret, body, time }) => ({
      "Stripe-Signature": stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp: seconds(time) }),
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
  workos: {
    verify: ({ secret, headers, body }) =>
      workos.webhooks.verifyHeader({ payload: JSON.parse(body), sigHeader: headers["workos-signature"], secret }),
  },
  zoom: {
    verify: async ({ secret, headers, body }) => {
      const answer = await new ZoomReceiver({ webhooksSecretToken: secret }).start()({ headers, body });
      return answer.statusCode === 200;
    },
  },
};

const easypost = new EasyPost("none");
const modernTreasury = new ModernTreasury({ apiKey: "none", organizationID: "none" });
const mux = new Mux({ tokenId: "none", tokenSecret: "none" });
const paddle = new Paddle("none");
const resend = new Resend("none");
const stripe = new Stripe("none");
const webflow = new WebflowClient({ accessToken: "none" });
const workos = new WorkOS("none");

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
