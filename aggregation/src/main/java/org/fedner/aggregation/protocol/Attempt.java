package org.fedner.aggregation.protocol;

/**
 * One attempt of one round of an epoch. Ordered: by round, then by attempt.
 *
 * @param round tau; 0 is the size round
 * @param number 0 for the first, one more after each void
 */
record Attempt(long round, int number) implements Comparable<Attempt> {

    static final Attempt FIRST = new Attempt(0, 0);

    /** The wire's 31 bits hold one more, which nothing could follow. */
    static final int LARGEST_NUMBER = Integer.MAX_VALUE - 1;

    boolean isSizeRound() {
        return round == 0;
    }

    /** The first attempt of the next round. */
    Attempt nextRound() {
        return new Attempt(round + 1, 0);
    }

    /** The next attempt of this round. */
    Attempt again() {
        return new Attempt(round, Math.incrementExact(number));
    }

    @Override
    public int compareTo(Attempt other) {
        int byRound = Long.compare(round, other.round);
        return byRound != 0 ? byRound : Integer.compare(number, other.number);
    }
}
