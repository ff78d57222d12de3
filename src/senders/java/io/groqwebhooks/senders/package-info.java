/**
 * The libraries that senders publish for Java against the senders' files ({@code mvn -Psenders
 * test}). Those of Stripe, Slack and Standard Webhooks are tried in every build, by {@code
 * SenderLibrariesTest}, and those for Node by {@code mvn -Psenders-node test}.
 */
package io.groqwebhooks.senders;
