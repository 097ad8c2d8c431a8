package io.sparkseq2seq.subword;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * How often each word of some texts occurs. A word is looked up where it stands, without an object of its own, and the
 * table is of a bounded size: once it {@link #isFull}, its counts are to be {@link #taken} and summed up elsewhere.
 *
 * <p>Not for several threads at a time.
 */
public final class WordCounts {
    private static final int MOST_WORDS = 1 << 18;
    /** 64 MB, and one text more. */
    private static final long MOST_CHARACTERS = 1 << 25;

    private static final int SMALLEST = 1 << 12;

    private static final class Entry {
        final int hash;
        final char[] word;
        long count = 1;

        Entry(int hash, char[] word) {
            this.hash = hash;
            this.word = word;
        }
    }

    /** A word and how often it occurs. */
    public record Counted(String word, long count) {}

    private final TextParts parts;
    private final TextParts.Taker counting = new TextParts.Taker() {
        @Override
        public void word(char[] text, int start, int end) {
            count(text, start, end);
        }

        @Override
        public void symbol(int symbol) {
            // It is no word.
        }

        @Override
        public void mark(CaseMark mark) {
            // Neither is this.
        }
    };
    private Entry[] entries = new Entry[SMALLEST];
    private int size;
    private long characters;

    /** @param parts what a word is */
    public WordCounts(TextParts parts) {
        this.parts = parts;
    }

    /** Counts the words of a normalized text: those of {@link TextParts#words}. */
    public void add(String normalized) {
        parts.take(parts.marked(normalized), counting);
    }

    private void count(char[] text, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + text[i];
        }
        hash *= 0x9E3779B9;
        hash ^= hash >>> 15;
        int place = hash & entries.length - 1;
        for (var entry = entries[place]; entry != null; entry = entries[place]) {
            if (entry.hash == hash && Arrays.equals(entry.word, 0, entry.word.length, text, start, end)) {
                entry.count++;
                return;
            }
            place = place + 1 & entries.length - 1;
        }
        entries[place] = new Entry(hash, Arrays.copyOfRange(text, start, end));
        size++;
        characters += end - start;
        if (2 * size > entries.length) {
            grow();
        }
    }

    private void grow() {
        var old = entries;
        entries = new Entry[2 * old.length];
        for (var entry : old) {
            if (entry != null) {
                int place = entry.hash & entries.length - 1;
                while (entries[place] != null) {
                    place = place + 1 & entries.length - 1;
                }
                entries[place] = entry;
            }
        }
    }

    /** Whether there are as many words as there should be in memory. */
    public boolean isFull() {
        return size >= MOST_WORDS || characters >= MOST_CHARACTERS;
    }

    /** The words so far, each once; the table is empty then. */
    public Iterator<Counted> taken() {
        var taken = entries;
        entries = new Entry[SMALLEST];
        size = 0;
        characters = 0;
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                while (at < taken.length && taken[at] == null) {
                    at++;
                }
                return at < taken.length;
            }

            @Override
            public Counted next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                var entry = taken[at++];
                return new Counted(new String(entry.word), entry.count);
            }
        };
    }
}
