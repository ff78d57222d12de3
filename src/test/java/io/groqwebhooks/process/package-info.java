/**
 * The packaged jar as an operator runs it: processes of its own, real sockets, real Redis. What a
 * handler did is seen by the files it leaves in the process's working directory.
 */
package io.groqwebhooks.process;
