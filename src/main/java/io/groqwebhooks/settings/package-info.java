/** Settings: every group as a record with its defaults and checks. Plain Java. */
@NullMarked
package io.groqwebhooks.settings;

import org.jspecify.annotations.NullMarked;
