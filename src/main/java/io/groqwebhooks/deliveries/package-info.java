/**
 * The log of deliveries in a database: written behind the answers, by a thread of its own, and read
 * by whoever looks. Nothing here is public API but the tables.
 */
@NullMarked
package io.groqwebhooks.deliveries;

import org.jspecify.annotations.NullMarked;
