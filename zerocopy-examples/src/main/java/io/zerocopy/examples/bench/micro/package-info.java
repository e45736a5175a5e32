/** What one small call costs, by JMH. */
@org.jspecify.annotations.NullMarked
package io.zerocopy.examples.bench.micro;
