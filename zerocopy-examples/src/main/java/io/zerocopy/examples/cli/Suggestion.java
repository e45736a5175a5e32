package io.zerocopy.examples.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds the word that was meant by one that is mistyped: letters missing, too many, wrong, or in each other's place.
 */
public final class Suggestion {
    private static final int MOST_MISTAKES = 2;

    private Suggestion() {}

    /**
     * The word that differs least.
     *
     * @param typed what is none of the words
     * @param words that there are
     * @return the nearest one; none if all are too far
     */
    public static Optional<String> of(String typed, Collection<String> words) {
        return words.stream()
                .filter(word -> mistakes(typed, word) <= Math.min(MOST_MISTAKES, word.length() / 2))
                .min(Comparator.comparingInt(word -> mistakes(typed, word)));
    }

    /** The edit distance that counts a transposition as one: Damerau and Levenshtein's, of neighbours only. */
    private static int mistakes(String typed, String word) {
        int[][] distance = new int[typed.length() + 1][word.length() + 1];
        for (int i = 0; i <= typed.length(); i++) {
            for (int j = 0; j <= word.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : mistakes(distance, typed, i, word, j);
            }
        }
        return distance[typed.length()][word.length()];
    }

    private static int mistakes(int[][] distance, String typed, int i, String word, int j) {
        int wrong = typed.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1;
        int fewest = Math.min(distance[i - 1][j - 1] + wrong, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        boolean swapped = i > 1
                && j > 1
                && typed.charAt(i - 1) == word.charAt(j - 2)
                && typed.charAt(i - 2) == word.charAt(j - 1);
        return swapped ? Math.min(fewest, distance[i - 2][j - 2] + 1) : fewest;
    }
}
