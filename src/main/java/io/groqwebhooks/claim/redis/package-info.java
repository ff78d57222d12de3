/** Claims in Redis, which replicas share. */
@NullMarked
package io.groqwebhooks.claim.redis;

import org.jspecify.annotations.NullMarked;
