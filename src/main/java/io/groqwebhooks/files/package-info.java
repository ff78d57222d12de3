/** Files and folders that the bundle writes. Nothing here is public API. */
@NullMarked
package io.groqwebhooks.files;

import org.jspecify.annotations.NullMarked;
