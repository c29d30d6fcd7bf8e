using System.Globalization;
using System.Numerics;

namespace AgentMemory.Core;

/// <summary>
/// What a number that a user gives may be: the same for options, plans, settings of learners and parameters of tasks, so that
/// no number is taken unchecked and every error says what is allowed. Numbers are written one way: ASCII digits, a minus sign
/// where it is below zero, and where it need not be whole a point and an exponent; no plus sign, no separators, no hexadecimal,
/// no blanks, no infinity. Minus zero is zero.
/// </summary>
/// <param name="Least">Allowed, as is everything up to <paramref name="Most"/>.</param>
/// <param name="Most">Allowed too.</param>
public sealed record NumberRange<T>(T Least, T Most)
    where T : struct, INumber<T>, IMinMaxValue<T>
{
    private const NumberStyles Form =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static readonly bool IsWhole = T.One / (T.One + T.One) == T.Zero;

    /// <summary>Reads a number of this range.</summary>
    public bool TryRead(string text, out T value)
    {
        value = default;
        return HasForm(text)
            && T.TryParse(text, Form, CultureInfo.InvariantCulture, out value)
            && Holds(value = T.IsZero(value) ? T.Zero : value);
    }

    /// <summary>True for a number of this range; never for what is not a number.</summary>
    public bool Holds(T value) => value >= Least && value <= Most;

    /// <summary>As help and errors say it: "a whole number from 1 to 1000".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"a {(IsWhole ? "whole " : "")}number from {Least} to {Most}");

    private static bool HasForm(string text)
    {
        var at = 0;
        _ = Takes("-");
        var digits = Digits();
        if (IsWhole)
        {
            return digits > 0 && at == text.Length;
        }

        if (Takes("."))
        {
            var behind = Digits();
            digits = behind == 0 ? 0 : digits + behind;
        }

        if (digits > 0 && Takes("eE"))
        {
            _ = Takes("+-");
            digits = Digits();
        }

        return digits > 0 && at == text.Length;

        bool Takes(string letters)
        {
            var taken = at < text.Length && letters.Contains(text[at], StringComparison.Ordinal);
            at += taken ? 1 : 0;
            return taken;
        }

        int Digits()
        {
            var start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return at - start;
        }
    }
}
