package io.zerocopy.examples.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Rounds of several sides in turn, so that what the machine does meanwhile meets all of them alike. The order within a
 * turn is random: nobody always runs first.
 *
 * @param round what each side does
 * @param warmUps turns that are not counted
 * @param turns turns that are
 */
public record Interleaving(Round round, int warmUps, int turns) {
    /**
     * Runs all.
     *
     * @param sides who takes turns
     * @param afterRound called after each round
     * @return for each side its samples, turn by turn
     */
    public List<List<Sample>> run(List<Side> sides, Runnable afterRound) throws IOException {
        List<List<Sample>> samples = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            samples.add(new ArrayList<>());
            order.add(i);
        }
        Random random = new Random();
        for (int turn = -warmUps; turn < turns; turn++) {
            Collections.shuffle(order, random);
            for (int i : order) {
                Sample sample = round.run(sides.get(i));
                if (turn >= 0) {
                    samples.get(i).add(sample);
                }
                afterRound.run();
            }
        }
        return samples;
    }
}
