using AgentMemory.Games.Play;

namespace AgentMemory.Games.Families.Bargain;

/// <summary>A partner and what there is to share.</summary>
public sealed record BargainForm
{
    /// <summary>Invented names of the kinds of thing.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>How many there are of each kind.</summary>
    public required IReadOnlyList<int> Stock { get; init; }

    /// <summary>What one of each kind is worth to the partner.</summary>
    public required IReadOnlyList<int> PartnerWorth { get; init; }

    /// <summary>What the partner wants at least in the first round; one less in each later round.</summary>
    public required int Wants { get; init; }

    /// <summary>How many offers may be made.</summary>
    public required int Rounds { get; init; }

    /// <summary>Taken from the score for every refused offer.</summary>
    public required int Fee { get; init; }

    /// <summary>Every way to keep some of the stock, the fewest first; for each kind how many.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Offers { get; private init; } = [];

    /// <summary>With all offers worked out.</summary>
    public BargainForm Complete()
    {
        List<IReadOnlyList<int>> offers = [Array.Empty<int>()];
        foreach (var count in Stock)
        {
            offers = [.. offers.SelectMany(o => Enumerable.Range(0, count + 1).Select(n => (IReadOnlyList<int>)[.. o, n]))];
        }

        return this with { Offers = offers };
    }

    /// <summary>An offer as players write it.</summary>
    public string Offer(int offer) => string.Join(' ', Names.Zip(Offers[offer], (name, n) => $"{name} {Numbers.Text(n)}"));
}

/// <summary>How far a bargain has come.</summary>
/// <param name="Worth">What one of each kind is worth to the learner: four bits each.</param>
/// <param name="Round">Offers that were refused.</param>
/// <param name="Agreed">The offer that was agreed to, or -1.</param>
public readonly record struct BargainState(int Worth, int Round, int Agreed)
{
    /// <summary>What one of a kind is worth to the learner.</summary>
    public int this[int kind] => Worth >> (4 * kind) & 15;
}

/// <summary>A position of a bargain; the partner's answer follows from its worths and is no move of its own.</summary>
public sealed class BargainPosition(BargainForm form, BargainState state) : TurnPosition
{
    public BargainState State => state;

    public override int Mover => state.Agreed >= 0 || state.Round == form.Rounds ? -1 : 0;

    public override int Count => Mover < 0 ? 0 : form.Offers.Count;

    public override string Text(int move) => form.Offer(move);

    public override TurnPosition After(int move)
    {
        var left = 0;
        for (var kind = 0; kind < form.Stock.Count; kind++)
        {
            left += form.PartnerWorth[kind] * (form.Stock[kind] - form.Offers[move][kind]);
        }

        return new BargainPosition(form, left >= form.Wants - state.Round
            ? state with { Agreed = move }
            : state with { Round = state.Round + 1 });
    }

    public override double Score(int seat)
    {
        if (state.Agreed < 0)
        {
            return 0;
        }

        var worth = -form.Fee * state.Round;
        for (var kind = 0; kind < form.Stock.Count; kind++)
        {
            worth += state[kind] * form.Offers[state.Agreed][kind];
        }

        return worth;
    }

    public override bool Equals(IPosition? other) => other is BargainPosition bargain && state == bargain.State;

    public override int GetHashCode() => state.GetHashCode();
}
