namespace AgentMemory.Pretraining.Corpora;

/// <summary>What lives of games that are told in brief are like, beside their task.</summary>
/// <param name="Games">Games of a life.</param>
/// <param name="DocumentsShare">Share of lives that begin with the documents, as every player's prompt does.</param>
/// <param name="NotesShare">Share of lives that begin with all true notes.</param>
public sealed record ToldGames(int Games, double DocumentsShare = 1, double NotesShare = 0)
{
    /// <summary>Tokens that a game takes, about; by this a part's share of tokens becomes one of lives.</summary>
    internal const int GameTokens = 11;
}
