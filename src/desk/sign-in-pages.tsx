import { MAIL_LINK_MINUTES } from '../auth/sign-in-links.js';
import { Button, LinkButton, PostButton } from '../web/components/button.js';
import { FormErrors } from '../web/components/field.js';
import { Notice } from '../web/components/notice.js';
import { TextInput } from '../web/components/text-input.js';
import type { FormState } from '../web/forms.js';
import { page, PlainPage } from '../web/page.js';

/** What happened before, if it was not the person's own wish to sign in: a form was kept, or it was not. */
export type WhySignIn = 'kept' | 'ended';

const WHY: Record<WhySignIn, string> = {
  kept: 'Your session had ended, and nothing was done yet. What you typed is kept: sign in, and it is here again.',
  ended: 'Your session had ended, so nothing was done. Sign in and do it again.',
};

type SignInProps = { organisation: string; next: string; form: FormState; why?: WhySignIn | undefined };

/** Two ways in: one form with two buttons, so that the address is typed once. */
export function signInPage({ organisation, next, form, why }: SignInProps): string {
  return page(
    <PlainPage title="Sign in" name={organisation}>
      <h1>Sign in</h1>
      {why && <Notice tone="hold">{WHY[why]}</Notice>}
      <form class="form" method="post" action="/sign-in" noValidate>
        <FormErrors form={form} />
        <input type="hidden" name="next" value={next} />
        <TextInput
          name="email"
          label="E-mail address"
          type="email"
          autocomplete="username"
          form={form}
          autofocus
        />
        <TextInput
          name="password"
          label="Password"
          type="password"
          autocomplete="current-password"
          required={false}
          hint="Leave it empty if you want a link by mail."
          form={form}
        />
        <div class="button-row">
          <Button look="primary">Sign in</Button>
          <Button look="quiet" icon="mail" formaction="/sign-in/link">
            Send me a link
          </Button>
        </div>
      </form>
    </PlainPage>,
  );
}

export function linkSentPage({ organisation, email }: { organisation: string; email: string }): string {
  return page(
    <PlainPage title="Look into your mail" name={organisation}>
      <h1>Look into your mail</h1>
      <Notice tone="info">
        If {email} has an account here, a link is on its way. It works once, for {MAIL_LINK_MINUTES} minutes.
      </Notice>
      <LinkButton href="/sign-in" look="quiet" icon="arrow-left">
        Back to sign in
      </LinkButton>
    </PlainPage>,
  );
}

export function linkPage(props: { organisation: string; secret: string; isUsable: boolean }): string {
  return props.isUsable ? usableLinkPage(props) : oldLinkPage(props);
}

function usableLinkPage({ organisation, secret }: { organisation: string; secret: string }): string {
  return page(
    <PlainPage title="Sign in" name={organisation}>
      <h1>Sign in</h1>
      <p>One more press, so that only you can use this link and not a program that checks your mail.</p>
      <PostButton action={`/sign-in/link/${encodeURIComponent(secret)}`} look="primary" icon="log-in">
        Sign in to the press desk
      </PostButton>
    </PlainPage>,
  );
}

function oldLinkPage({ organisation }: { organisation: string }): string {
  return page(
    <PlainPage title="This link does not work" name={organisation}>
      <h1>This link does not work</h1>
      <Notice tone="hold">It was used already or is too old. A new one is sent at once.</Notice>
      <LinkButton href="/sign-in" look="primary">
        Ask for a new link
      </LinkButton>
    </PlainPage>,
  );
}
