package io.groqwebhooks.source;

/**
 * The answer that a sender insists on when a delivery is accepted. Immutable.
 *
 * @param status a status of success, 200 to 299
 * @param contentType the body's content type
 * @param body what it holds
 */
public record AcceptedAnswer(int status, String contentType, String body) {}
