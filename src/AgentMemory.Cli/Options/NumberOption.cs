using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using AgentMemory.Core;

namespace AgentMemory.Cli.Options;

/// <summary>
/// Options and arguments that are numbers. None is made otherwise (a test looks), so each is checked before anything starts, and
/// its help says its range.
/// </summary>
internal static class NumberOption
{
    /// <summary>An option with a usual value.</summary>
    public static Option<T> Usual<T>(string name, T usual, NumberRange<T> range, string what)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = $"{what} ({range})",
            DefaultValueFactory = _ => usual,
            CustomParser = result => Read(result, name, range),
        };

    /// <summary>An option that may be left out.</summary>
    public static Option<T?> Optional<T>(string name, NumberRange<T> range, string what)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = $"{what} ({range})",
            CustomParser = result => Read(result, name, range),
        };

    /// <summary>An option that must be given.</summary>
    public static Option<T> Required<T>(string name, NumberRange<T> range, string what)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Required = true,
            Description = $"{what} ({range})",
            CustomParser = result => Read(result, name, range),
        };

    /// <summary>An option that takes several numbers.</summary>
    public static Option<T[]> Several<T>(string name, T[] usual, NumberRange<T> range, string what)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = $"{what} (each {range})",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => usual,
            CustomParser = result => [.. result.Tokens.Select(token => Read(result, token, name, range))],
        };

    /// <summary>An argument.</summary>
    public static Argument<T> Argument<T>(string name, NumberRange<T> range, string what)
        where T : struct, INumber<T>, IMinMaxValue<T> => new(name)
        {
            Description = $"{what} ({range})",
            CustomParser = result => Read(result, name, range),
        };

    private static T Read<T>(ArgumentResult result, string name, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T> => result.Tokens is [var only] ? Read(result, only, name, range) : default;

    private static T Read<T>(ArgumentResult result, Token token, string name, NumberRange<T> range)
        where T : struct, INumber<T>, IMinMaxValue<T>
    {
        if (!range.TryRead(token.Value, out var value))
        {
            result.AddError($"{name} {token.Value} cannot be used; it is {range}");
        }

        return value;
    }
}
