/** The intake on the Vert.x server of Camel Main. */
@NullMarked
package io.groqwebhooks.http.vertx;

import org.jspecify.annotations.NullMarked;
