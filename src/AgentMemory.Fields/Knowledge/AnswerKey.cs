using System.Globalization;
using System.Numerics;

namespace AgentMemory.Fields.Knowledge;

/// <summary>How an answer is graded: by code, never by a model. Closed: one of the nested records.</summary>
public abstract record AnswerKey
{
    private AnswerKey()
    {
    }

    /// <summary>A right answer as text.</summary>
    public required string Right { get; init; }

    /// <summary>Words that may stand before a thing or be left out, as "bound by " before a statute.</summary>
    public IReadOnlyList<string> Fillers { get; init; } = [];

    /// <summary>True for a right answer; case, outer white space and a final full stop never matter, but for <see cref="AsWritten"/>.</summary>
    public abstract bool Accepts(string reply);

    /// <summary>Lower case, single spaces, no quotation marks, no final full stop.</summary>
    public static string Normalise(string text)
    {
        var words = text.Replace("\"", "", StringComparison.Ordinal).Trim().TrimEnd('.', ' ')
            .Split(default(char[]), StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words).ToLowerInvariant();
    }

    /// <summary>Normalised, without the fillers.</summary>
    protected string Bare(string text) => Fillers.Aggregate(
        Normalise(text), (bare, filler) => bare.Replace(filler, "", StringComparison.Ordinal));

    /// <summary>One text.</summary>
    public sealed record Text : AnswerKey
    {
        public override bool Accepts(string reply) => Bare(reply) == Bare(Right);
    }

    /// <summary>A whole number, a fraction or a decimal; 2/4 and 0.5 are as right as 1/2.</summary>
    public sealed record Number : AnswerKey
    {
        private const int DecimalsMax = 30;

        public override bool Accepts(string reply) =>
            TryRead(reply, out var given) && TryRead(Right, out var right)
            && given.Numerator * right.Denominator == right.Numerator * given.Denominator;

        private static bool TryRead(string text, out (BigInteger Numerator, BigInteger Denominator) value)
        {
            value = (0, 1);
            var parts = Normalise(text).Split('/');
            if (parts is [var single] && single.Split('.') is [var units, var decimals] && decimals.Length <= DecimalsMax
                && decimals.All(char.IsAsciiDigit) && TryWhole(units + decimals, out var scaled))
            {
                value = (scaled, BigInteger.Pow(10, decimals.Length));
                return true;
            }

            if (parts.Length > 2 || !TryWhole(parts[0], out var numerator))
            {
                return false;
            }

            var denominator = BigInteger.One;
            if (parts.Length == 2 && (!TryWhole(parts[1], out denominator) || denominator.IsZero))
            {
                return false;
            }

            value = (numerator, denominator);
            return true;
        }

        private static bool TryWhole(string text, out BigInteger value) => BigInteger.TryParse(
            text,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out value);
    }

    /// <summary>
    /// Several things in any order, parted by commas or "and"; each thing's own words may stand in any order, so that
    /// "4 dako" is "dako 4". "none" is the empty set.
    /// </summary>
    public sealed record Set : AnswerKey
    {
        public override bool Accepts(string reply) => Normalise(reply).Length > 0 && Read(reply).SetEquals(Read(Right));

        private HashSet<string> Read(string text)
        {
            var normal = Bare(text).Replace(" and ", ",", StringComparison.Ordinal).Replace(';', ',');
            var things = normal.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Where(thing => thing != "none")
                .Select(thing => string.Join(' ', thing.Split(' ').Order(StringComparer.Ordinal)));
            return things.ToHashSet(StringComparer.Ordinal);
        }
    }

    /// <summary>One of the listed choices, by its text or by its letter (a is the first).</summary>
    public sealed record Choice : AnswerKey
    {
        public required IReadOnlyList<string> Choices { get; init; }

        /// <summary>The letter of the right choice.</summary>
        public string Letter => LetterOf(Choices.ToList().IndexOf(Right));

        public override bool Accepts(string reply)
        {
            var given = Normalise(reply);
            return given == Normalise(Right) || given.TrimEnd(')') == Letter;
        }

        /// <summary>a for 0, b for 1.</summary>
        public static string LetterOf(int index) => ((char)('a' + index)).ToString();
    }

    /// <summary>Code checks the answer as it was written, by a rule of its own for case and punctuation.</summary>
    public sealed record AsWritten : AnswerKey
    {
        /// <summary>True where the answer holds up.</summary>
        public required Func<string, bool> Check { get; init; }

        public override bool Accepts(string reply) => Check(reply);
    }

    /// <summary>Many answers may be right; code checks the one given.</summary>
    public sealed record Checked : AnswerKey
    {
        /// <summary>True where the normalised answer holds up.</summary>
        public required Func<string, bool> Check { get; init; }

        public override bool Accepts(string reply) => Check(Normalise(reply));
    }
}
