namespace AgentMemory.Games.Wings;

/// <summary>
/// All functions from the cells of a wing to four words that are possible, each once and all as likely. A cell holds the things that
/// always have the same word. Which functions give a word at a cell is kept as bits, so that how many agree with what is known is a
/// count of bits: an exact integer.
/// </summary>
internal sealed class FunctionSpace
{
    private const int BlockBits = 64;

    /// <summary>The three ways to part four features into two pairs; the pair of the first feature is 0.</summary>
    private static readonly int[][] Splits = [[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]];

    private readonly IReadOnlyList<byte[]> _functions;
    private readonly ulong[] _agreeing;

    private FunctionSpace(IReadOnlyList<byte[]> functions)
    {
        _functions = functions;
        Cells = functions[0].Length;
        Blocks = (functions.Count + BlockBits - 1) / BlockBits;
        _agreeing = new ulong[Cells * WingKind.Words * Blocks];
        for (var number = 0; number < functions.Count; number++)
        {
            for (var cell = 0; cell < Cells; cell++)
            {
                var row = ((cell * WingKind.Words) + functions[number][cell]) * Blocks;
                _agreeing[row + (number / BlockBits)] |= 1UL << (number % BlockBits);
            }
        }
    }

    public int Cells { get; }

    /// <summary>How many functions there are.</summary>
    public int Count => _functions.Count;

    /// <summary>How many 64-bit blocks hold one bit for each function.</summary>
    public int Blocks { get; }

    /// <summary>A function as the number of its word at each cell.</summary>
    public IReadOnlyList<byte> this[int number] => _functions[number];

    /// <summary>The functions that give the word at the cell, one bit each.</summary>
    public ReadOnlySpan<ulong> Agreeing(int cell, int word) => _agreeing.AsSpan(((cell * WingKind.Words) + word) * Blocks, Blocks);

    /// <summary>
    /// Both features are parted into two pairs, and a table gives each pair of pairs its word; its rows differ and its columns differ.
    /// 9 x 228 functions.
    /// </summary>
    public static FunctionSpace TwoFeatures()
    {
        var functions = new List<byte[]>();
        foreach (var first in Splits)
        {
            foreach (var second in Splits)
            {
                functions.AddRange(Tables(4).Where(DependsOnBoth).Select(table =>
                    Function((a, b) => table[(2 * first[a]) + second[b]])));
            }
        }

        return new FunctionSpace(functions);

        static bool DependsOnBoth(byte[] t) => (t[0], t[1]) != (t[2], t[3]) && (t[0], t[2]) != (t[1], t[3]);
    }

    /// <summary>One of the two features gives the word; not all words are the same. 2 x 252 functions.</summary>
    public static FunctionSpace OneFeature()
    {
        var tables = Tables(4).Where(table => table.Distinct().Count() > 1).ToList();
        return new FunctionSpace([
            .. tables.Select(table => Function((a, _) => table[a])),
            .. tables.Select(table => Function((_, b) => table[b])),
        ]);
    }

    /// <summary>
    /// The sum of two numbers, one for each feature, modulo 4. Adding to one what is taken from the other changes nothing, so the number of
    /// the last feature is 0: 4^7 functions.
    /// </summary>
    public static FunctionSpace Sum() => new([.. Tables(7).Select(numbers =>
        Function((a, b) => (byte)((numbers[a] + (b == 3 ? 0 : numbers[4 + b])) % WingKind.Words)))]);

    /// <summary>Any word for each of four cells: 256 functions; or a different one for each: 24.</summary>
    public static FunctionSpace Labels(bool areDifferent) =>
        new([.. Tables(4).Where(table => !areDifferent || table.Distinct().Count() == table.Length)]);

    private static byte[] Function(Func<int, int, byte> wordOf)
    {
        var words = new byte[16];
        for (var cell = 0; cell < words.Length; cell++)
        {
            words[cell] = wordOf(cell / 4, cell % 4);
        }

        return words;
    }

    /// <summary>Every way to write so many words, the first changing slowest.</summary>
    private static IEnumerable<byte[]> Tables(int places)
    {
        var count = 1 << (2 * places);
        for (var number = 0; number < count; number++)
        {
            var table = new byte[places];
            for (var place = 0; place < places; place++)
            {
                table[place] = (byte)((number >> (2 * (places - 1 - place))) & 3);
            }

            yield return table;
        }
    }
}
