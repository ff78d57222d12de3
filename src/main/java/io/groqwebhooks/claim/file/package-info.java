/** Claims of one process, in a local file. */
@NullMarked
package io.groqwebhooks.claim.file;

import org.jspecify.annotations.NullMarked;
