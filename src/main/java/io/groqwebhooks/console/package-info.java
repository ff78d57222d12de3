/**
 * The console for operators: pages and JSON about deliveries, sources and dead letters. Nothing
 * here is loaded, and no template read, before somebody looks at it. Public API are the addresses
 * under {@code api} and what they answer.
 */
@NullMarked
package io.groqwebhooks.console;

import org.jspecify.annotations.NullMarked;
