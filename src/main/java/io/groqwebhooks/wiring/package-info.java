/** What routes need by name, for every kind of application. */
@NullMarked
package io.groqwebhooks.wiring;

import org.jspecify.annotations.NullMarked;
