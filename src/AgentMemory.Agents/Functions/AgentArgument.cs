using System.Text.Json.Nodes;
using AgentMemory.Core;

namespace AgentMemory.Agents.Functions;

/// <summary>One argument of a function: its name, its words, and what it may be. Closed: one of the nested records.</summary>
public abstract record AgentArgument
{
    private AgentArgument(string name, string description) => (Name, Description) = (name, description);

    public string Name { get; }

    /// <summary>One line for whoever calls, model or person.</summary>
    public string Description { get; }

    /// <summary>False where the function has a usual value for it or does without.</summary>
    public abstract bool MustBeGiven { get; }

    /// <summary>What it may be, as errors say it: "a whole number from 1 to 50".</summary>
    public abstract string Allowed { get; }

    /// <summary>The same as a JSON schema.</summary>
    internal abstract JsonObject Schema();

    /// <summary>A text.</summary>
    public sealed record Text(string Name, string Description, bool IsRequired, int CharactersMax) : AgentArgument(Name, Description)
    {
        public override bool MustBeGiven => IsRequired;

        public override string Allowed => $"a text of 1 to {CharactersMax} characters";

        internal override JsonObject Schema() => new()
        {
            ["type"] = "string",
            ["description"] = Description,
            ["minLength"] = 1,
            ["maxLength"] = CharactersMax,
        };
    }

    /// <summary>A whole number that has a usual value.</summary>
    public sealed record Whole(string Name, string Description, int Usual, NumberRange<int> Range) : AgentArgument(Name, Description)
    {
        public override bool MustBeGiven => false;

        public override string Allowed => Range.ToString();

        internal override JsonObject Schema() => new()
        {
            ["type"] = "integer",
            ["description"] = Description,
            ["minimum"] = Range.Least,
            ["maximum"] = Range.Most,
            ["default"] = Usual,
        };
    }
}
