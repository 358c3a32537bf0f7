package org.blockyard.codec;

import org.blockyard.io.BlockException;

/**
 * A table of finite state entropy, the coding by states that LZFSE uses: each state stands for a
 * symbol and says how many bits lead to the next. A symbol may be a base value to which extra bits
 * are added.
 */
final class FseTable {
    private final int states;
    private final int[] symbols;
    private final int[] bits;
    private final int[] deltas;

    /**
     * The table of as many states, of which each symbol has as many as its frequency. States that
     * no symbol has lead nowhere.
     */
    FseTable(int states, int[] frequencies, Window out) throws BlockException {
        this.states = states;
        symbols = new int[states];
        bits = new int[states];
        deltas = new int[states];
        int next = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            int frequency = frequencies[symbol];
            if (frequency > states - next) {
                throw out.damaged();
            }
            next = fill(next, symbol, frequency);
        }
        for (; next < states; next++) {
            symbols[next] = -1;
        }
    }

    private int fill(int from, int symbol, int frequency) {
        if (frequency == 0) {
            return from;
        }
        // the symbol's states share all states evenly, so far as powers of two allow
        int most = Integer.numberOfLeadingZeros(frequency) - Integer.numberOfLeadingZeros(states);
        int wide = (2 * states >> most) - frequency;
        for (int i = 0; i < frequency; i++) {
            symbols[from + i] = symbol;
            bits[from + i] = i < wide ? most : most - 1;
            deltas[from + i] = i < wide ? (frequency + i << most) - states : i - wide << most - 1;
        }
        return from + frequency;
    }

    /** The walk through a table's states that one stream of symbols takes. */
    final class Walk {
        private final Window out;
        private int state;

        Walk(int state, Window out) throws BlockException {
            this.out = out;
            this.state = checked(state);
        }

        private int checked(int next) throws BlockException {
            if (next < 0 || next >= states || symbols[next] < 0) {
                throw out.damaged();
            }
            return next;
        }

        /** The symbol of this state; goes on to the next. */
        int symbol(BackwardBits stream) throws BlockException {
            int symbol = symbols[state];
            state = checked(deltas[state] + stream.pull(bits[state]));
            return symbol;
        }

        /** The value of this state: the symbol's base and its extra bits, which come last. */
        int value(BackwardBits stream, int[] bases, int[] extras) throws BlockException {
            int symbol = symbols[state];
            int next = deltas[state] + stream.pull(bits[state]);
            int value = bases[symbol] + stream.pull(extras[symbol]);
            state = checked(next);
            return value;
        }
    }
}
