import { Controller, Get } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { asyncApi } from '../core/log/wire.js';

/** The AsyncAPI document of the sockets, beside the OpenAPI document of HTTP. */
@ApiExcludeController()
@Controller('docs')
export class AsyncApiController {
  private readonly document = asyncApi();

  @Get('asyncapi.json')
  read(): object {
    return this.document;
  }
}
