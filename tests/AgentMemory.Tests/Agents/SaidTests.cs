using AgentMemory.Agents;
using AgentMemory.Agents.Chat;
using AgentMemory.Core.Play;
using AgentMemory.Memory.Passages;
using AgentMemory.Testing;
using AgentMemory.Tests.Memory.Store;

namespace AgentMemory.Tests.Agents;

/// <summary>What of a user's words is kept, and what takes the place of what.</summary>
public sealed class SaidTests
{
    private static readonly PromptBook Prompts = PromptBook.Load(RepositoryFiles.Path("prompts"));

    [Theory]
    [InlineData("What is my dog called?")]
    [InlineData("what is the code of the vault")]
    [InlineData("where do I live")]
    [InlineData("which city is mine")]
    [InlineData("what colour is my car")]
    [InlineData("how many dogs do I have")]
    [InlineData("who lives in Oslo")]
    [InlineData("do you know my name")]
    [InlineData("is my brother older than me")]
    [InlineData("hey, what's my name")]
    [InlineData("tell me where I live")]
    [InlineData("Please remind me what I said")]
    [InlineData("I am back. what is my dog called")]
    [InlineData("\"Where do I live?\"")]
    [InlineData("我的狗叫什么名字吗")]
    [InlineData("私の犬の名前は何ですか")]
    [InlineData("제 이름이 뭐예요？")]
    [InlineData("ما اسمي؟")]
    [InlineData("¿Dónde vivo?")]
    [InlineData("...")]
    public void Questions_are_not_kept(string said) => Assert.Null(Kept(said));

    [Theory]
    [InlineData("My dog is called Rex.")]
    [InlineData("When I was young I lived in Oslo.")]
    [InlineData("What a lovely day we had in Rome.")]
    [InlineData("What I like best is tea.")]
    [InlineData("Have a look at the cellar, the key is there.")]
    [InlineData("Remind me to call Bruno on Friday.")]
    [InlineData("Is it cold! I wear three coats.")]
    [InlineData("서울에 살아요.")]
    [InlineData("🎂 on Friday")]
    public void Statements_are_kept(string said) => Assert.Equal(said, Kept(said)?.Text);

    [Theory]
    [InlineData("I live in Oslo.", "I moved, I live in Rome now")]
    [InlineData("I live in Oslo.", "I moved to Rome.")]
    [InlineData("My favourite colour is teal.", "My favorite colour is now ochre!")]
    [InlineData("The code of the vault is 7391.", "Correction: the code of the vault is 8800.")]
    [InlineData("My dog is called Rex.", "my dog is now called Max")]
    [InlineData("My name is Ana.", "Sorry, my name is Anna.")]
    [InlineData("I work at the bank.", "I'm now working at the museum.")]
    public void What_can_be_so_in_one_way_only_is_replaced_by_what_is_said_later(string first, string second)
    {
        using var fixture = new StoreFixture();
        using var model = new ScriptedModel(_ => "fine");
        var chat = new MemoryChat(model, new SharedStore(fixture.Store), Prompts, null, new ChatSettings());
        var old = chat.Remember(first)!;
        fixture.Clock.Turn(TimeSpan.FromHours(1));
        Assert.NotNull(chat.Remember(second));
        Assert.Equal([second], fixture.Store.List(new PassageFilter(), 10).Select(p => p.Text));
        Assert.Equal(first, fixture.Store.Find(old.Id)!.Text);
        Assert.DoesNotContain(first, fixture.Find(first));
    }

    [Theory]
    [InlineData("My sister is a doctor.", "My sister is ill.")]
    [InlineData("I live in Oslo and I have a dog.", "I live in Rome now.")]
    [InlineData("My name is Ana, my cat is called Tom.", "My name is Anna.")]
    [InlineData("The code is red.", "The code is blue.")]
    [InlineData("My dog is called Rex.", "My cat is called Tom.")]
    [InlineData("I like tea.", "I like coffee.")]
    public void What_may_be_so_beside_the_other_stays(string first, string second)
    {
        using var fixture = new StoreFixture();
        using var model = new ScriptedModel(_ => "fine");
        var chat = new MemoryChat(model, new SharedStore(fixture.Store), Prompts, null, new ChatSettings());
        chat.Remember(first);
        chat.Remember(second);
        Assert.Equal(2, fixture.Store.Count);
    }

    [Fact]
    public void A_long_turn_of_more_than_sixty_four_words_recalls_what_it_ends_in()
    {
        using var fixture = new StoreFixture();
        fixture.Add("The code of the vault is 7391.");
        using var model = new ScriptedModel(_ => "fine");
        var chat = new MemoryChat(model, new SharedStore(fixture.Store), Prompts, null, new ChatSettings { ContextTokens = 4_000 });
        var turn = string.Join(' ', Enumerable.Range(0, 70).Select(i => $"filler{i}")) + " what is the code of the vault";
        var answer = chat.Answer([new ChatTurn(ChatTurn.User, turn)], default);
        Assert.Equal(["The code of the vault is 7391."], answer.Passages.Select(p => p.Text));
    }

    private static Passage? Kept(string said)
    {
        using var fixture = new StoreFixture();
        using var model = new ScriptedModel(_ => "fine");
        return new MemoryChat(model, new SharedStore(fixture.Store), Prompts, null, new ChatSettings()).Remember(said);
    }
}
