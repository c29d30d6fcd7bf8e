using System.Numerics;

namespace AgentMemory.Games.Wings;

/// <summary>
/// What is known of one wing, exactly: all functions that agree with what was told are as likely, and N, how many they are, is an
/// integer. Holds state; not thread-safe.
/// </summary>
internal abstract class WingPosterior
{
    private readonly int[] _told;

    protected WingPosterior(int cells)
    {
        _told = new int[cells];
        Array.Fill(_told, -1);
    }

    /// <summary>N(k): functions that agree with what was told.</summary>
    public abstract long Count { get; }

    /// <summary>Bits by which what was told narrows the functions down.</summary>
    public abstract double Bits { get; }

    public int Cells => _told.Length;

    /// <summary>N(k + {cell: word}): functions that agree with this as well.</summary>
    public abstract long CountWith(int cell, int word);

    /// <summary>The word that was told of a cell, or -1.</summary>
    public int ToldOf(int cell) => _told[cell];

    /// <summary>The only word that a cell can have, or -1.</summary>
    public int SureOf(int cell)
    {
        var sure = -1;
        for (var word = 0; word < WingKind.Words; word++)
        {
            if (CountWith(cell, word) > 0)
            {
                if (sure >= 0)
                {
                    return -1;
                }

                sure = word;
            }
        }

        return sure;
    }

    /// <summary>Takes in that a cell has a word; false, and nothing changes, where that cannot be by what was told before.</summary>
    public bool TryLearn(int cell, int word)
    {
        if (_told[cell] == word)
        {
            return true;
        }

        if (CountWith(cell, word) == 0)
        {
            return false;
        }

        Learn(cell, word);
        _told[cell] = word;
        return true;
    }

    /// <summary>Takes in what was not told before and can be.</summary>
    protected abstract void Learn(int cell, int word);
}

/// <summary>Of a wing whose possible functions are listed.</summary>
internal sealed class RulePosterior : WingPosterior
{
    private readonly FunctionSpace _space;
    private readonly ulong[] _left;
    private long _count;
    private double _bits;

    public RulePosterior(FunctionSpace space)
        : base(space.Cells)
    {
        _space = space;
        _count = space.Count;
        _left = new ulong[space.Blocks];
        for (var word = 0; word < WingKind.Words; word++)
        {
            var agreeing = space.Agreeing(0, word);
            for (var block = 0; block < _left.Length; block++)
            {
                _left[block] |= agreeing[block];
            }
        }
    }

    public override long Count => _count;

    public override double Bits => _bits;

    public override long CountWith(int cell, int word)
    {
        var agreeing = _space.Agreeing(cell, word);
        var count = 0L;
        for (var block = 0; block < _left.Length; block++)
        {
            count += BitOperations.PopCount(_left[block] & agreeing[block]);
        }

        return count;
    }

    protected override void Learn(int cell, int word)
    {
        _count = CountWith(cell, word);
        _bits = Math.Log2(_space.Count) - Math.Log2(_count);
        var agreeing = _space.Agreeing(cell, word);
        for (var block = 0; block < _left.Length; block++)
        {
            _left[block] &= agreeing[block];
        }
    }
}

/// <summary>Of a wing in which every cell has a word of its own: 4^16 functions, so they are not listed.</summary>
internal sealed class FreePosterior(int cells) : WingPosterior(cells)
{
    private const int BitsOfWord = 2;
    private int _known;

    public override long Count => 1L << (BitsOfWord * (Cells - _known));

    public override double Bits => BitsOfWord * _known;

    public override long CountWith(int cell, int word) =>
        ToldOf(cell) < 0 ? Count / WingKind.Words : ToldOf(cell) == word ? Count : 0;

    protected override void Learn(int cell, int word) => _known++;
}
