package io.zerocopy.examples.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.io.function.IOSupplier;

/**
 * Rounds of several kinds in turn, so that what the machine does meanwhile meets all of them alike. The order within a
 * turn is random: nobody always runs first.
 *
 * @param warmUps turns that are not counted
 * @param turns turns that are
 */
public record Interleaving(int warmUps, int turns) {
    /** With turns before the first that counts: for the compilers of the JVM. */
    static Interleaving of(int turns) {
        return new Interleaving(Math.max(2, turns / 5), turns);
    }

    /**
     * Runs all.
     *
     * @param rounds who takes turns
     * @param afterRound called after each round
     * @return for each its samples, turn by turn
     */
    public <S> List<List<S>> run(List<IOSupplier<S>> rounds, Runnable afterRound) throws IOException {
        List<List<S>> samples = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rounds.size(); i++) {
            samples.add(new ArrayList<>());
            order.add(i);
        }
        Random random = new Random();
        for (int turn = -warmUps; turn < turns; turn++) {
            Collections.shuffle(order, random);
            for (int i : order) {
                S sample = rounds.get(i).get();
                if (turn >= 0) {
                    samples.get(i).add(sample);
                }
                afterRound.run();
            }
        }
        return samples;
    }
}
